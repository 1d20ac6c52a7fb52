import { onAbort } from '../../base/abort.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { CommandInput } from '../../model/command.ts';
import { instant } from '../../model/instant.ts';
import type { OutputFormat } from '../../model/output-format.ts';
import type { StepRun } from '../../model/plan-event.ts';
import type { PlanStep } from '../../model/plan-step.ts';
import type { RunRequest } from '../../model/run-request.ts';
import { foldNames } from '../../model/selector/fold-names.ts';
import type { RowReader } from '../../result/answer-rows.ts';
import { namesSelector } from '../names-selector.ts';
import type { StepContext } from './step-context.ts';
import { failed, resultsOf, type TargetResult } from './step-result.ts';

/** What is sent, and how its answers are read. */
export interface Ask {
  readonly command: CommandInput;
  readonly format: OutputFormat | undefined;
  readonly read: RowReader;
}

export type RunPart = Pick<StepRun, 'purpose' | 'wave' | 'attempt'>;

/** One run of a step on these devices, to its end. Where it could not begin, each of them has failed for that reason. */
export async function runOnce(
  context: StepContext,
  names: readonly string[],
  ask: Ask,
  part: RunPart,
  signal: AbortSignal,
): Promise<readonly TargetResult[]> {
  const { planId, step, runs, caller, clock, emit, places } = context;
  try {
    const permit = await places.acquire(signal);
    try {
      const request = requestOf(context.step, names, ask);
      const run = await runs.startRun(request, { caller, plan: { id: planId, step: step.id } });
      const time = instant(clock.now());
      emit({ type: 'step-run', time, step: step.id, run_id: run.runId, devices: foldNames(names), ...part });
      const stop = onAbort(signal, () => run.cancel('cancelled with its plan'));
      await run.ended;
      stop();
      return resultsOf(run.view, ask.read);
    } finally {
      permit.release();
    }
  } catch (thrown) {
    const { code, message, hint } = RollcallError.from(thrown);
    return names.map((name) => failed(name, { code, message, ...(hint !== undefined && { hint }) }));
  }
}

export function requestOf(
  { timeout_s, priority, retries, max_age_s }: PlanStep,
  names: readonly string[],
  { command, format }: Pick<RunRequest, 'command' | 'format'>,
): RunRequest {
  return {
    devices: namesSelector(names),
    command,
    ...(format !== undefined && { format }),
    ...(timeout_s !== undefined && { timeout_s }),
    ...(priority !== undefined && { priority }),
    ...(retries !== undefined && { retries }),
    ...(max_age_s !== undefined && { max_age_s }),
  };
}
