import type { Rollcall } from './rollcall.ts';

/** The same Rollcall for a caller who may not ask for changes, whoever would approve them. */
export function withoutChanges(rollcall: Rollcall): Rollcall {
  const mayChange = false;
  const own: Rollcall = {
    startRun: (request, options) => rollcall.startRun(request, { ...options, mayChange }),
    askApproval: (request, options) => rollcall.askApproval(request, { ...options, mayChange }),
    previewRun: (request, options) => rollcall.previewRun(request, { ...options, mayChange }),
    startPlan: (request, options) => rollcall.startPlan(request, { runs: own, ...options }),
    extendPlan: (planId, request, options) => rollcall.extendPlan(planId, request, { runs: own, ...options }),
    activePlan: (planId) => rollcall.activePlan(planId),
    readPlan: (planId) => rollcall.readPlan(planId),
    recordRefusal: (request, caller, thrown) => rollcall.recordRefusal(request, caller, thrown),
    recordAccess: (caller, event) => rollcall.recordAccess(caller, event),
    activeRun: (runId) => rollcall.activeRun(runId),
    onRunEnded: (listener) => rollcall.onRunEnded(listener),
    activeRuns: () => rollcall.activeRuns(),
    flushed: () => rollcall.flushed(),
    readRun: (runId) => rollcall.readRun(runId),
    readDevice: (runId, device) => rollcall.readDevice(runId, device),
    waitForRun: (runId, waitMs, signal) => rollcall.waitForRun(runId, waitMs, signal),
    listRuns: (query) => rollcall.listRuns(query),
    cancelRun: (runId, caller) => rollcall.cancelRun(runId, caller),
    status: () => rollcall.status(),
    listDevices: (devices) => rollcall.listDevices(devices),
    judge: (command, target, caller) => rollcall.judge(command, target, caller),
    explain: (line, target, caller) => rollcall.explain(line, target, caller),
    trust: (device, signal, caller) => rollcall.trust(device, signal, caller),
    checkDevice: (device, signal) => rollcall.checkDevice(device, signal),
    // Not the caller's to end or close.
    drain: async () => {},
    close: async () => {},
  };
  return own;
}
