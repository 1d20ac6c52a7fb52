import { RollcallError } from '../../base/rollcall-error.ts';
import { toCommands } from '../../model/command.ts';
import { foldNames } from '../../model/selector/fold-names.ts';
import type { Rollcall, RunListEntry, RunListQuery } from '../rollcall.ts';
import type { Planner } from './create-planner.ts';
import type { Plans } from './plans.ts';

/** A Rollcall without plans. */
export type Runs = Omit<Rollcall, keyof Plans>;

/** With a filter, this many of the newest plans are looked through. */
const filterDepth = 1_000;

/** The same Rollcall with plans: whoever lists, waits for or cancels by id need not know which of the two it is. */
export function withPlans(runs: Runs, planner: Planner, record: CancelRecorder): Rollcall {
  return {
    ...runs,
    startPlan: planner.startPlan,
    extendPlan: (planId, request, options) =>
      planner.extendPlan(planId, request, options).catch((thrown) => asRun(planId, thrown)),
    activePlan: planner.activePlan,
    readPlan: planner.readPlan,
    readRun: (runId) => runs.readRun(runId).catch((thrown) => asPlan(runId, thrown)),
    readDevice: (runId, device) => runs.readDevice(runId, device).catch((thrown) => asPlan(runId, thrown)),
    async waitForRun(runId, waitMs, signal) {
      if (runs.activeRun(runId) === undefined && (await planner.readPlan(runId)) !== null) {
        await planner.wait(runId, waitMs, signal);
      } else await runs.waitForRun(runId, waitMs, signal);
    },
    async listRuns(query) {
      const [found, plans] = await Promise.all([runs.listRuns(query), planner.list(depthOf(query))]);
      const entries = plans.map(entryOf).filter((entry) => matches(entry, query));
      const both = [...found.entries, ...entries].sort((a, b) => (a.runId < b.runId ? 1 : -1));
      return { ...found, entries: both.slice(0, query.limit) };
    },
    async cancelRun(runId, caller) {
      if (runs.activeRun(runId) !== undefined) return runs.cancelRun(runId, caller);
      const answer = await planner.cancel(runId);
      if (answer === null) return runs.cancelRun(runId, caller);
      await record(caller, runId, answer.result);
      return answer;
    },
    async flushed() {
      await Promise.all([runs.flushed(), planner.flushed()]);
    },
    async drain(graceMs) {
      planner.drain();
      await runs.drain(graceMs);
      await planner.close();
    },
    async close() {
      await planner.close();
      await runs.close();
    },
  };

  async function asRun(planId: string, thrown: unknown): Promise<never> {
    const isRun = RollcallError.from(thrown).code === 'unknown_run' && (await runs.readRun(planId).catch(() => null));
    if (!isRun) throw thrown;
    throw new RollcallError('bad_request', `${planId} is a run, and only plans take more steps`, {
      hint: 'start a plan with the steps (execute_plan, rollcall plan); nothing was sent',
    });
  }

  async function asPlan(runId: string, thrown: unknown): Promise<never> {
    if (RollcallError.from(thrown).code === 'unknown_run' && (await planner.readPlan(runId)) !== null) {
      throw new RollcallError('bad_request', `${runId} is a plan, and answers are asked for of one of its runs`, {
        hint: 'get_run (rollcall show) with this id names the runs of each step',
      });
    }
    throw thrown;
  }
}

/** Puts a cancel on record; never rejects. */
export type CancelRecorder = (
  caller: Parameters<Rollcall['cancelRun']>[1],
  runId: string,
  result: string,
) => Promise<void>;

function depthOf({ limit, command, device, since }: RunListQuery): number {
  return command === undefined && device === undefined && since === undefined ? limit : Math.max(filterDepth, limit);
}

function entryOf({ planId, started, state }: Awaited<ReturnType<Planner['list']>>[number]): RunListEntry {
  return {
    kind: 'plan',
    token: started.token,
    format: 'text',
    runId: planId,
    state,
    startTime: started.time,
    commands: started.steps.map(({ id, command }) =>
      [id, ...(command === undefined ? [] : toCommands(command).map(({ text }) => text))].join(': '),
    ),
    devices: foldNames(started.devices),
    deviceCount: started.devices.length,
    deviceNames: started.devices,
  };
}

function matches(entry: RunListEntry, { command, device, since }: RunListQuery): boolean {
  if (command !== undefined && !entry.commands.some((text) => text.includes(command))) return false;
  if (device !== undefined && !entry.deviceNames.includes(device)) return false;
  return since === undefined || entry.startTime >= new Date(since).toISOString();
}
