import { setImmediate as othersFirst } from 'node:timers/promises';
import { RollcallError } from '../../base/rollcall-error.ts';
import { toCommands } from '../../model/command.ts';
import type { PlanStep } from '../../model/plan-step.ts';
import type { RunRequest } from '../../model/run-request.ts';
import { requestOf } from './run-once.ts';
import type { StepAsker } from './step-context.ts';

export interface CheckedSteps {
  /** What the selectors without templates stand for. */
  readonly devices: readonly string[];
  readonly warnings: readonly string[];
}

const hasTemplate = (step: PlanStep): boolean => JSON.stringify([step.devices, step.command]).includes('{{');

/**
 * What the inventory and the guard have to say before anything runs, of the steps whose devices and lines are known by
 * then. Throws for a selector that is wrong, for devices that the caller may not touch, for a command that is denied
 * everywhere, and where it comes to more jobs than a plan may have. What only turns out later is refused then.
 */
export async function checkSteps(
  steps: readonly PlanStep[],
  { runs, caller }: StepAsker,
  maxJobs: number,
): Promise<CheckedSteps> {
  const devices = new Set<string>();
  const warnings = new Set<string>();
  let jobs = 0;
  for (const step of steps) {
    const { id, command, wait_for, check, format } = step;
    if (command === undefined || step.devices === undefined || hasTemplate(step)) continue;
    const preview = async (asked: Pick<RunRequest, 'command' | 'format'>) => {
      const request = { ...requestOf(step, [], asked), devices: step.devices ?? 'all' };
      return namingStep(id, () => runs.previewRun(request, { caller }));
    };
    const found = await preview({ command, format });
    if (found === null) {
      warnings.add(`step ${id}: nothing is selected now`);
      continue;
    }
    for (const name of found.devices) devices.add(name);
    for (const warning of found.warnings) warnings.add(warning);
    if (found.denied !== null) throw denied(id, found.denied.message, found.denied.hint);
    if (wait_for !== undefined && !found.reads) throw notReading(id, 'wait_for');
    if (check !== undefined) {
      const checks = await preview({ command: check.command, format: check.format });
      if (checks?.denied) throw denied(id, `check: ${checks.denied.message}`, checks.denied.hint);
      if (checks?.reads === false) throw notReading(id, 'check');
    }
    // With a condition it may turn out to be fewer.
    if (step.when === undefined) jobs += found.devices.length * toCommands(command).length;
    if (jobs > maxJobs) throw tooManyJobs(id, jobs, maxJobs);
    // Each line is judged for each device: a large plan takes a while, and there are others.
    await othersFirst();
  }
  return { devices: [...devices], warnings: [...warnings] };
}

function tooManyJobs(step: string, jobs: number, maxJobs: number): RollcallError {
  return new RollcallError(
    'bad_request',
    `the plan comes to ${jobs} jobs (device × command) with step ${step}; it may come to ${maxJobs}`,
    {
      phase: 'request',
      hint: 'nothing was sent; take fewer devices, make several plans of it, or raise the setting plan_jobs',
    },
  );
}

/** Null where the selector stands for nothing now: such a step will be skipped. */
async function namingStep<T>(id: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (thrown) {
    const { code, message, hint, phase } = RollcallError.from(thrown);
    if (code === 'nothing_selected') return null;
    throw new RollcallError(code, `step ${id}: ${message}`, { hint, phase, cause: thrown });
  }
}

function denied(id: string, why: string, hint: string | undefined): RollcallError {
  return new RollcallError(
    'denied',
    `step ${id} would be denied on every device: ${why}; nothing of the plan was sent`,
    {
      phase: 'request',
      hint,
    },
  );
}

function notReading(id: string, key: string): RollcallError {
  return new RollcallError('bad_request', `step ${id}: ${key} is for commands that only read; nothing was sent`, {
    phase: 'request',
    hint: 'change something in a step of its own, and wait for its effect with a command that reads in the next',
  });
}
