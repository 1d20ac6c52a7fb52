import { pause } from '../../base/abort.ts';
import { failuresBorne } from '../../plan/has-failed.ts';
import { canaryFirst, wavesOf } from '../../plan/wave-sizes.ts';
import { rowReader } from '../../result/answer-rows.ts';
import { askUntil } from './ask-until.ts';
import type { StepContext } from './step-context.ts';
import { failed, type TargetResult } from './step-result.ts';

export type RunWave = (names: readonly string[], wave: number) => Promise<readonly TargetResult[]>;

/** The step's devices in waves, those of its canary first. */
export async function stepWaves(
  { step: { waves = [], canary }, runs }: StepContext,
  names: readonly string[],
): Promise<readonly (readonly string[])[]> {
  if (canary === undefined) return wavesOf(names, waves);
  const first = new Set((await runs.listDevices(canary)).devices.map(({ name }) => name));
  return wavesOf(canaryFirst(names, first), waves);
}

/**
 * One wave after the other, as long as not more have failed than may. After each wave its devices are checked, before the
 * next there is a pause. What is left when it stops is sent nothing (`wave_stopped`).
 */
export async function runWaves(
  context: StepContext,
  waves: readonly (readonly string[])[],
  runWave: RunWave,
): Promise<readonly TargetResult[]> {
  const { step, clock, signal } = context;
  const borne = failuresBorne(step, waves.flat().length);
  const results: TargetResult[] = [];
  for (const [at, names] of waves.entries()) {
    if (at > 0 && step.pause_s !== undefined && !signal.aborted) {
      // Cut short by a cancel: what comes then says so for each device.
      await pause(step.pause_s * 1_000, clock, signal).catch(() => {});
    }
    results.push(...(await checked(context, await runWave(names, at + 1), at + 1)));
    const failures = results.filter(({ failure }) => failure !== null).length;
    if (failures <= borne || at === waves.length - 1) continue;
    const message = `not sent: after wave ${at + 1}, ${failures} had failed, and ${borne} may (max_failed)`;
    const hint = 'look at those that failed first; then run the step again on the devices that are left';
    const rest = waves.slice(at + 1).flat();
    results.push(...rest.map((name) => failed(name, { code: 'wave_stopped', message, hint })));
    break;
  }
  return results;
}

/** A device that succeeded and does not pass the check has failed. */
async function checked(
  context: StepContext,
  results: readonly TargetResult[],
  wave: number,
): Promise<readonly TargetResult[]> {
  const { check } = context.step;
  const names = results.flatMap(({ device, failure }) => (failure === null ? [device] : []));
  if (check === undefined || names.length === 0) return results;
  const { command, format, rows, deadline_s } = check;
  const found = await askUntil(
    context,
    names,
    { command, format, read: rowReader(rows, format) },
    { waitFor: check, deadlineS: deadline_s ?? null, part: { purpose: 'check', wave } },
  );
  const failures = new Map(found.map(({ device, failure }) => [device, failure]));
  return results.map((result) => {
    const failure = failures.get(result.device) ?? null;
    if (result.failure !== null || failure === null) return result;
    return failed(result.device, { ...failure, message: `check: ${failure.message}` });
  });
}
