import { RollcallError } from '../base/rollcall-error.ts';
import { unknownRun } from '../history/run-id.ts';
import { select } from '../inventory/select.ts';
import type { Caller } from '../model/caller.ts';
import type { Device } from '../model/device.ts';
import type { Inventory, SelectedDevice } from '../model/inventory.ts';
import type { RunRequest, SelectorInput } from '../model/run-request.ts';
import type { PlanView } from '../result/plan-view.ts';
import type { RunView } from '../result/run-view.ts';
import { namesSelector } from './names-selector.ts';
import type { Rollcall } from './rollcall.ts';
import { withoutChanges } from './without-changes.ts';

/** What a caller may touch. */
export interface Permission {
  /** Selector of the devices; `all` is no limit. Read anew for every request. */
  readonly devices: string;
  /** Whether it may ask for changes at all; a person still has to approve each. */
  readonly changes: boolean;
}

/** Runs looked through for those that the caller may see. */
const listDepth = 1_000;

/** Longest selector that a hint repeats. */
const shownSelectorChars = 500;

/**
 * The same Rollcall for a caller with limits, who sees an inventory of the permitted devices only: selectors stand for
 * nothing else, not even in "did you mean". A run that names any other device, in the inventory or not, is refused as a
 * whole (`not_permitted`) before anything is sent. Runs that touch other devices do not exist for the caller. Nothing is
 * passed through that is not named here, so a new use case has to decide. `bearer` is recorded where an ask names no caller.
 */
export function permittedRollcall(rollcall: Rollcall, permission: Permission, bearer: Caller): Rollcall {
  const own = permission.changes ? rollcall : withoutChanges(rollcall);
  return permission.devices.trim() === 'all' ? own : withinDevices(own, permission, bearer);
}

function withinDevices(rollcall: Rollcall, permission: Permission, bearer: Caller): Rollcall {
  /** Runs that were found to be visible; `activeRun` cannot wait for the inventory. */
  const seen = new Set<string>();

  async function permittedInventory(): Promise<Inventory> {
    const { devices, groups, source } = await rollcall.listDevices();
    const known = (selected: readonly SelectedDevice[]): ReadonlyMap<string, Device> =>
      new Map(selected.flatMap((each) => (each.known ? [[each.name, each.device] as const] : [])));
    const whole: Inventory = { source, devices: known(devices), groups, warnings: [] };
    const inside = known(selectedOrNone(whole, permission.devices));
    const ownGroups = [...groups]
      .map(([name, members]) => [name, members.filter((member) => inside.has(member))] as const)
      .filter(([, members]) => members.length > 0);
    // The inventory's own warnings may name devices that the caller is not to know of.
    return { source, devices: inside, groups: new Map(ownGroups), warnings: [] };
  }

  async function visibleRun(runId: string, asked: 'read' | 'cancel' = 'read', caller = bearer): Promise<RunView> {
    return visible(await rollcall.readRun(runId).catch((thrown) => perhapsPlan(runId, thrown)), asked, caller);
  }

  /** That an id is a plan's is told of those only that the caller may see. */
  async function perhapsPlan(runId: string, thrown: unknown): Promise<never> {
    if (RollcallError.from(thrown).code !== 'unknown_run') await visiblePlan(runId);
    throw thrown;
  }

  async function visible(view: RunView, asked: 'read' | 'cancel' = 'read', caller = bearer): Promise<RunView> {
    const { runId } = view;
    const { devices } = await permittedInventory();
    if (view.devices.every((name) => devices.has(name))) {
      seen.add(runId);
      return view;
    }
    seen.delete(runId);
    void rollcall.recordAccess(caller, { type: 'run-hidden', run_id: runId, asked });
    throw unknownRun(runId);
  }

  /** By name: between here and the run the inventory may change what a group or a glob stands for. */
  async function permittedNames(asked: SelectorInput): Promise<string[]> {
    const { devices } = select(await permittedInventory(), asked);
    if (!devices.every(({ known }) => known)) throw notPermitted(permission);
    return namesSelector(devices.map(({ name }) => name));
  }

  async function checkPermitted({ name }: Device): Promise<void> {
    if (!(await permittedInventory()).devices.has(name)) throw notPermitted(permission);
  }

  /** As the caller may ask it. A refusal is on record when it is thrown. */
  async function permitted(request: RunRequest, caller: Caller): Promise<RunRequest> {
    try {
      return { ...request, devices: await permittedNames(request.devices) };
    } catch (thrown) {
      await rollcall.recordRefusal(request, caller, thrown);
      throw thrown;
    }
  }

  /** A plan is its beginner's: its steps name devices that are not known to be permitted before they have run. */
  async function visiblePlan(planId: string, asked: 'read' | 'cancel' = 'read'): Promise<PlanView | null> {
    const view = await rollcall.readPlan(planId);
    if (view === null) return null;
    const { devices } = await permittedInventory();
    if (view.token === bearer.token && view.devices.every((name) => devices.has(name))) {
      seen.add(planId);
      return view;
    }
    seen.delete(planId);
    void rollcall.recordAccess(bearer, { type: 'run-hidden', run_id: planId, asked });
    throw unknownRun(planId);
  }

  const own: Rollcall = {
    previewRun: async (request, options) => rollcall.previewRun(await permitted(request, options.caller), options),
    async startPlan(request, options) {
      const plan = await rollcall.startPlan(request, { runs: own, ...options });
      seen.add(plan.planId);
      return plan;
    },
    async extendPlan(planId, request, options) {
      if ((await visiblePlan(planId)) === null) throw unknownRun(planId);
      return rollcall.extendPlan(planId, request, { runs: own, ...options });
    },
    activePlan: (planId) => (seen.has(planId) ? rollcall.activePlan(planId) : undefined),
    readPlan: (planId) => visiblePlan(planId),
    async startRun(request, options) {
      if (options.resume !== undefined) await visibleRun(options.resume, 'read', options.caller);
      const { devices } = await permittedInventory();
      // Answers of a run that the caller may not see would tell of it.
      const mayReuse = (names: readonly string[]): boolean => names.every((name) => devices.has(name));
      const run = await rollcall.startRun(await permitted(request, options.caller), { ...options, mayReuse });
      seen.add(run.runId);
      return run;
    },
    askApproval: async (request, options) => rollcall.askApproval(await permitted(request, options.caller), options),
    recordRefusal: (request, caller, thrown) => rollcall.recordRefusal(request, caller, thrown),
    recordAccess: (caller, event) => rollcall.recordAccess(caller, event),
    activeRun: (runId) => (seen.has(runId) ? rollcall.activeRun(runId) : undefined),
    onRunEnded: (listener) => rollcall.onRunEnded((view) => seen.has(view.runId) && listener(view)),
    activeRuns: () => rollcall.activeRuns().filter(({ runId }) => seen.has(runId)),
    readDevice: async (runId, device) =>
      visible(await rollcall.readDevice(runId, device).catch((thrown) => perhapsPlan(runId, thrown))),
    flushed: () => rollcall.flushed(),
    readRun: visibleRun,
    async waitForRun(runId, waitMs, signal) {
      if ((await visiblePlan(runId)) === null) await visibleRun(runId);
      return rollcall.waitForRun(runId, waitMs, signal);
    },
    async listRuns(query) {
      const asked = Math.max(query.limit, listDepth);
      const { entries, newestSearched } = await rollcall.listRuns({ ...query, limit: asked });
      const { devices } = await permittedInventory();
      const visible = entries.filter(
        ({ kind, token, deviceNames }) =>
          (kind === undefined || token === bearer.token) && deviceNames.every((name) => devices.has(name)),
      );
      const cut = entries.length === asked ? asked : null;
      return { entries: visible.slice(0, query.limit), newestSearched: newestSearched ?? cut };
    },
    async cancelRun(runId, caller) {
      if ((await visiblePlan(runId, 'cancel')) === null) await visibleRun(runId, 'cancel', caller);
      return rollcall.cancelRun(runId, caller);
    },
    // Counts of everyone's work on this server; other processes are none of its business.
    status: async () => ({ ...(await rollcall.status()), others: [] }),
    async listDevices(devices) {
      const inventory = await permittedInventory();
      return { ...select(inventory, devices ?? 'all'), source: inventory.source, groups: inventory.groups };
    },
    judge: (command, target, caller) => rollcall.judge(command, target, caller),
    explain: (line, target, caller) => rollcall.explain(line, target, caller),
    async trust(device, signal, caller) {
      await checkPermitted(device);
      return rollcall.trust(device, signal, caller);
    },
    async checkDevice(device, signal) {
      await checkPermitted(device);
      return rollcall.checkDevice(device, signal);
    },
    // Not the caller's to end or close.
    drain: async () => {},
    close: async () => {},
  };
  return own;
}

/** A group that is gone, or globs that match nothing any more: a caller without devices. */
function selectedOrNone(inventory: Inventory, selector: string): readonly SelectedDevice[] {
  try {
    return select(inventory, selector).devices;
  } catch (thrown) {
    const { code } = RollcallError.from(thrown);
    if (code === 'bad_selector' || code === 'nothing_selected') return [];
    throw thrown;
  }
}

function notPermitted({ devices }: Permission): RollcallError {
  const selector = devices.length <= shownSelectorChars ? `: ${devices}` : '';
  return new RollcallError(
    'not_permitted',
    'the request names devices that this access token is not for; nothing was sent',
    {
      phase: 'request',
      hint: `ask again with devices of this token only${selector}; list_devices without arguments shows them`,
    },
  );
}
