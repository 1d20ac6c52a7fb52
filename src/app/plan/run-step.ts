import { RollcallError } from '../../base/rollcall-error.ts';
import { instant } from '../../model/instant.ts';
import { maxRefusedKept, type PlanEvent } from '../../model/plan-event.ts';
import { foldNames } from '../../model/selector/fold-names.ts';
import { hasFailed } from '../../plan/has-failed.ts';
import { rowReader } from '../../result/answer-rows.ts';
import { askUntil, defaultDeadlineS } from './ask-until.ts';
import { RowBound } from './row-bound.ts';
import { requestOf, runOnce } from './run-once.ts';
import { runWaves, stepWaves } from './run-waves.ts';
import type { StepContext } from './step-context.ts';
import { causesOf, noRecord, recordOf, type StepRecord, type TargetResult } from './step-result.ts';
import { jobsOf, type StepTargets, stepTargets } from './step-targets.ts';

export interface StepEnd {
  readonly state: 'finished' | 'failed' | 'skipped' | 'cancelled';
  readonly record: StepRecord;
}

/** Takes a step from its first event to its last. Never rejects: what goes wrong is how it ended. */
export async function runStep(context: StepContext): Promise<StepEnd> {
  try {
    if (context.step.command === undefined) return aggregated(context);
    return await carryOut(context, await stepTargets(context));
  } catch (thrown) {
    const { message, hint } = RollcallError.from(thrown);
    return broken(context, hint === undefined ? message : `${message} (${hint})`);
  }
}

async function carryOut(context: StepContext, found: StepTargets): Promise<StepEnd> {
  const { step, signal, emit } = context;
  const { targets, refused, leftOut, unsendable } = found;
  const time = now(context);
  if (targets.length === 0 && refused.length === 0 && unsendable.length === 0) {
    const reason = leftOut.length > 0 ? 'the condition holds on no device' : 'there is no device or row to run on';
    emit({
      type: 'step-skipped',
      time,
      step: step.id,
      state: 'skipped',
      code: 'nothing_to_do',
      reason,
      left_out: [...leftOut],
    });
    return { state: 'skipped', record: noRecord };
  }
  const jobs = targets.reduce((sum, target) => sum + jobsOf(target), 0);
  const tooMany = context.reserve(jobs) ?? (await unreadable(context, targets));
  if (tooMany !== null) return broken(context, tooMany);
  const names = [...new Set(targets.flatMap((target) => target.names))];
  const waves = step.waves === undefined ? null : await stepWaves(context, names);
  emit({
    type: 'step-started',
    time,
    step: step.id,
    devices: foldNames(names),
    count: names.length,
    jobs,
    left_out: [...leftOut],
    refused: refused.slice(0, maxRefusedKept),
    refused_count: refused.length,
    ...(waves !== null && { waves: waves.map(({ length }) => length) }),
  });
  const bound = new RowBound();
  const results = [...unsendable, ...(await sent(context, targets, waves, bound))];
  // What was asked again counts once.
  if (step.wait_for !== undefined) for (const { rows } of results) bound.take(rows);
  return ended(context, results, { refused: refused.length, cut: signal.aborted, tooLarge: bound.objection });
}

async function sent(
  context: StepContext,
  targets: StepTargets['targets'],
  waves: readonly (readonly string[])[] | null,
  bound: RowBound,
): Promise<readonly TargetResult[]> {
  const { step, signal } = context;
  const reader = rowReader(step.rows, step.format);
  const read = step.wait_for === undefined ? bound.within(reader) : reader;
  const ask = (names: readonly string[], command: (typeof targets)[number]['command'], wave?: number) => {
    const part = { purpose: 'command', ...(wave !== undefined && { wave }) } as const;
    const asked = { command, format: step.format, read };
    const { wait_for } = step;
    return wait_for === undefined
      ? runOnce(context, names, asked, part, signal)
      : askUntil(context, names, asked, {
          waitFor: wait_for,
          deadlineS: wait_for.deadline_s ?? defaultDeadlineS,
          part,
        });
  };
  const [only] = targets;
  if (waves !== null && only !== undefined) {
    return runWaves(context, waves, (names, wave) => ask(names, only.command, wave));
  }
  return (await Promise.all(targets.map(({ names, command }) => ask(names, command)))).flat();
}

/** What is asked again and again, or to check, only reads. Null where it does. */
async function unreadable(context: StepContext, targets: StepTargets['targets']): Promise<string | null> {
  const { step, runs } = context;
  const asks = [
    ...(step.wait_for === undefined
      ? []
      : targets.map((target) => ({ ...target, format: step.format, key: 'wait_for' }))),
    ...(step.check === undefined
      ? []
      : targets.map(({ names }) => ({
          names,
          command: step.check?.command ?? '',
          format: step.check?.format,
          key: 'check',
        }))),
  ];
  for (const { names, key, ...ask } of asks) {
    const { reads } = await runs.previewRun(requestOf(step, names, ask), context);
    if (!reads) return `${key} is for commands that only read, and this one is not judged so; nothing was sent`;
  }
  return null;
}

function ended(
  context: StepContext,
  results: readonly TargetResult[],
  { refused, cut, tooLarge }: { readonly refused: number; readonly cut: boolean; readonly tooLarge: string | null },
): StepEnd {
  const { step, emit } = context;
  const failures = results.flatMap(({ device, failure }) => (failure === null ? [] : [{ device, failure }]));
  const record = recordOf(results);
  const tally = {
    total: results.length + refused,
    succeeded: results.length - failures.length,
    failed: failures.length + refused,
  };
  const cancelled = cut && failures.some(({ failure }) => failure.code === 'cancelled');
  const state = cancelled ? 'cancelled' : tooLarge !== null || hasFailed(step, tally) ? 'failed' : 'finished';
  emit({
    type: 'step-finished',
    time: now(context),
    step: step.id,
    state,
    ...tally,
    failures: causesOf(failures),
    rows: tooLarge === null ? [...record.rows] : [],
    ...(tooLarge !== null && { reason: tooLarge }),
  });
  return { state, record: tooLarge === null ? record : noRecord };
}

/** It only brings together what others answered: that is read from their runs and rows. */
function aggregated(context: StepContext): StepEnd {
  const none = { devices: '', count: 0, jobs: 0, left_out: [], refused: [], refused_count: 0 };
  context.emit({ type: 'step-started', time: now(context), step: context.step.id, ...none });
  context.emit({ ...bare(context), state: 'finished' });
  return { state: 'finished', record: noRecord };
}

function broken(context: StepContext, reason: string): StepEnd {
  context.emit({ ...bare(context), state: 'failed', reason });
  return { state: 'failed', record: noRecord };
}

function bare(context: StepContext): Omit<Extract<PlanEvent, { type: 'step-finished' }>, 'state'> {
  const step = context.step.id;
  return { type: 'step-finished', time: now(context), step, total: 0, succeeded: 0, failed: 0, failures: [], rows: [] };
}

const now = ({ clock }: StepContext): string => instant(clock.now());
