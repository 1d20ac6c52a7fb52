import type { ByteBudget } from '../base/byte-budget.ts';
import type { Clock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { ApprovedJob, ApprovedPlan } from '../model/approved-plan.ts';
import type { Command } from '../model/command.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { CommandFinished } from '../model/event.ts';
import { type Failure, failure, failureFrom } from '../model/failure.ts';
import { instant } from '../model/instant.ts';
import type { SelectedDevice } from '../model/inventory.ts';
import type { Denial } from '../model/plan.ts';
import type { Priority } from '../model/priority.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { JobRunner, Reveal } from '../session/job-runner.ts';
import type { LiveRun } from './live-run.ts';
import { oddities } from './oddities.ts';
import type { ReuseTerms } from './reuse-terms.ts';
import { type ReusePorts, RunReuse } from './run-reuse.ts';

export interface RunParts {
  readonly commands: readonly Command[];
  readonly selected: readonly SelectedDevice[];
  readonly plan: ApprovedPlan;
  readonly denials: readonly Denial[];
  readonly maxParallel: number;
  readonly priority: Priority;
  /** How often a command may be tried again, where that is safe. */
  readonly retries: number;
  /** Whom the scheduler counts the jobs to. */
  readonly caller: string;
  readonly budget: ByteBudget;
  /** Resolves when what was emitted so far is in the run's log, as far as that can be written. */
  readonly recorded: () => Promise<void>;
  readonly reveal: Reveal | undefined;
  /** Null: every command is asked anew. */
  readonly reuse: ReuseTerms | null;
}

export interface RunPorts extends ReusePorts {
  readonly jobs: JobRunner;
  readonly scheduler: Scheduler;
}

/** Takes a run from its first event to its last: every device and command gets exactly one result. */
export async function executeRun(run: LiveRun, parts: RunParts, ports: RunPorts): Promise<void> {
  refuse(run, parts, ports.clock);
  const broken = await runJobs(run, parts, ports);
  for (const [device, thrown] of broken) {
    ports.logger.error({ device, err: thrown }, 'a job broke: this is a bug in rollcall');
  }
  // Whatever happened, nothing stays without a result.
  for (const { device, command, finished, mayHaveChanged } of run.view.rows()) {
    if (finished !== null) continue;
    const bug = failureFrom(broken.get(device) ?? new RollcallError('defect', 'the job ended without a result'));
    const why: Failure = mayHaveChanged ? { ...bug, outcome: 'unknown' } : bug;
    run.emit(ended(device, command.index, why, ports.clock));
  }
  for (const text of oddities(run.view, parts.plan)) {
    run.emit({ type: 'warning', time: instant(ports.clock.now()), text });
  }
  // A cancel that came when everything had finished changed nothing.
  const cut = run.mayBegin.aborted && run.view.rows().some((row) => row.finished?.error?.code === 'cancelled');
  run.emit({ type: 'run-finished', time: instant(ports.clock.now()), state: cut ? 'cancelled' : 'finished' });
}

/** What the jobs threw that broke, by device: bugs, since a failing device is a value. One that breaks disturbs no other. */
async function runJobs(run: LiveRun, parts: RunParts, ports: RunPorts): Promise<ReadonlyMap<string, unknown>> {
  const { runId, signal, mayBegin, emit, view } = run;
  const { plan, maxParallel, priority, retries, caller, budget, recorded, reveal, reuse: terms } = parts;
  const { jobs, scheduler } = ports;
  const ask = (job: ApprovedJob): Promise<void> =>
    scheduler.run({
      device: job.device.name,
      deviceLimit: job.device.sessionLimit,
      groups: job.device.groupLimits ?? [],
      priority,
      caller,
      run: runId,
      runLimit: maxParallel,
      signal: mayBegin,
      work: ({ rest }) => jobs.run(job, { signal, mayBegin, emit, budget, recorded, reveal, retries, rest }),
    });
  const reuse = terms && new RunReuse(run, { terms, plan, budget, format: view.format }, ports);
  await reuse?.find();
  const asked = plan.jobs.map(async (job) => {
    const left = reuse === null ? job : await reuse.left(job);
    if (left !== null) await ask(left);
  });
  const broken = new Map<string, unknown>();
  for (const [index, end] of (await Promise.allSettled(asked)).entries()) {
    const device = plan.jobs[index]?.device.name;
    if (end.status === 'rejected' && device !== undefined) broken.set(device, end.reason);
  }
  return broken;
}

/** Results of what is never sent: unknown names, and devices with a line that the guard refused. */
function refuse(run: LiveRun, { commands, selected, denials }: RunParts, clock: Clock): void {
  const denied = new Map<string, Map<number, Denial>>();
  for (const denial of denials) {
    const ofDevice = denied.get(denial.device) ?? new Map<number, Denial>();
    denied.set(denial.device, ofDevice.set(denial.commandIndex, denial));
  }
  for (const each of selected) {
    const ofDevice = denied.get(each.name);
    if (each.known && ofDevice === undefined) continue;
    for (const { index } of commands) {
      const why = each.known ? (asDenied(ofDevice?.get(index)) ?? besideDenied) : unknownDevice(each.didYouMean);
      run.emit(ended(each.name, index, why, clock));
    }
  }
}

function ended(device: string, commandIndex: number, why: Failure, clock: Clock): CommandFinished {
  return {
    type: 'command-finished',
    time: instant(clock.now()),
    device,
    command_index: commandIndex,
    outcome: why.outcome,
    exit_status: null,
    start_time: null,
    end_time: null,
    connection: null,
    attempts: 0,
    error: why.error,
  };
}

const asDenied = (denial: Denial | undefined): Failure | null =>
  denial === undefined ? null : { outcome: 'denied', error: denial.error };

/** Contract §4: an outcome from before the first write stands on all commands of the device. */
const besideDenied = failure('denied', 'not sent: another command of this request was denied for this device', {
  code: 'beside_denied',
  phase: 'request',
  hint: 'leave the denied command out and run the rest again',
});

function unknownDevice(near: readonly string[]): Failure {
  return failure('unknown_device', 'not in the inventory', {
    phase: 'request',
    hint: didYouMean(near, 'list_devices (rollcall devices) shows the names there are'),
  });
}
