import type { Group, Result, RunDocument } from '../model/run-document.ts';
import type { FinishedRow } from '../result/finished-row.ts';
import type { RunAccount } from '../result/run-account.ts';
import { type AnswerSketch, failureDrafts, fittingFailures, frameOf, groupFitter } from './answer-sketch.ts';
import { type Draft, groupDraft, resultDraft, sizeOf } from './draft.ts';
import { durationsOf } from './durations-of.ts';
import { mergeGroups } from './merge-parts.ts';

/** The folded form of an answer that takes about `target` characters before its texts are cut. */
export type Sketcher = (target: number) => AnswerSketch;

export function foldedSketcher(account: RunAccount, whole: RunDocument, maxChars: number): Sketcher {
  const { frame, frameSize } = frameOf(whole, maxChars);
  const failures = failureDrafts(account, whole);
  const results = compactResults(account, whole);
  const resultsSize = sizeOf(results);
  const groups = (whole.groups ?? []).map((group, index) => groupDraft(group, account.answers[index]?.rows ?? []));
  const timed = groups.map(withDurations);
  const mergedSize = sizeOf(mergeGroups(timed));
  const leastSize = mergedSize + sizeOf(fittingFailures(failures, 0)) + resultsSize;

  const fitting = once(() => groupFitter(groups));
  const fittingTimed = once(() => groupFitter(timed));

  return (target) => {
    // Results are there while they take a quarter at most; only where the names alone fill the rest, they give way.
    const withResults = resultsSize <= maxChars / 4 && leastSize <= target - frameSize;
    const room = target - frameSize - (withResults ? resultsSize : 0);
    const shownFailures = fittingFailures(failures, Math.max(room / 2, room - mergedSize));
    const shown = (withResults ? fitting() : fittingTimed())(room - sizeOf(shownFailures));
    const shownResults = withResults ? regrouped(results, shown) : null;
    return { frame, groups: shown, failures: shownFailures, results: shownResults, inOrder: false };
  };
}

/** Groups that were merged have the id of the first. */
function regrouped(results: readonly Draft<Result>[], groups: readonly Draft<Group>[]): readonly Draft<Result>[] {
  const ids = new Map(groups.flatMap(({ rows, place }) => rows.map((row) => [row, place('', 0).id] as const)));
  return results.map((draft) => {
    const [row] = draft.rows;
    const group = row && ids.get(row);
    if (group === undefined) return draft;
    return { ...draft, place: (text, omitted) => ({ ...draft.place(text, omitted), group }) };
  });
}

/** Partial output stands in a failure's line where all of its devices sent the same, else with each result. */
function compactResults(account: RunAccount, whole: RunDocument): readonly Draft<Result>[] {
  const told = new Set<FinishedRow>();
  whole.failures.forEach((failure, index) => {
    if (failure.partial_output === undefined) return;
    for (const row of account.failures[index]?.rows ?? []) told.add(row);
  });
  const several = whole.command.length > 1;
  return account.rows.flatMap((row, index) => {
    const result = whole.results?.[index];
    if (result === undefined) return [];
    const { device, command_index, outcome, group, output, execution_duration, reused } = result;
    const compact: Result = {
      device,
      ...(several && command_index !== undefined && { command_index }),
      outcome,
      ...(group !== undefined && { group }),
      ...(output !== undefined && !told.has(row) && { output }),
      execution_duration,
      ...(reused !== undefined && { reused }),
    };
    return [resultDraft(compact, row)];
  });
}

function withDurations(draft: Draft<Group>): Draft<Group> {
  const durations = once(() => durationsOf(draft.rows));
  return { ...draft, place: (text, omitted) => ({ ...draft.place(text, omitted), durations: durations() }) };
}

/** Worked out when it is first asked for. */
function once<Value>(work: () => Value): () => Value {
  let done: { readonly value: Value } | null = null;
  return () => {
    done ??= { value: work() };
    return done.value;
  };
}
