import type { Group, Result, RunDocument } from '../model/run-document.ts';
import type { FinishedRow } from '../result/finished-row.ts';
import type { RunAccount } from '../result/run-account.ts';
import { type AnswerSketch, failureDrafts, fittingFailures, fittingGroups, frameOf } from './answer-sketch.ts';
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

  return (target) => {
    const room = target - frameSize;
    const shownFailures = fittingFailures(failures, Math.max(room / 2, room - mergedSize));
    const groupRoom = room - sizeOf(shownFailures);
    const withResults =
      resultsSize <= maxChars / 4 && fittingGroups(groups, groupRoom - resultsSize).length === groups.length;
    if (withResults) return { frame, groups, failures: shownFailures, results };
    return { frame, groups: numbered(fittingGroups(timed, groupRoom)), failures: shownFailures, results: null };
  };
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
    const { device, command_index, outcome, group, output, execution_duration } = result;
    const compact: Result = {
      device,
      ...(several && command_index !== undefined && { command_index }),
      outcome,
      ...(group !== undefined && { group }),
      ...(output !== undefined && !told.has(row) && { output }),
      execution_duration,
    };
    return [resultDraft(compact, row)];
  });
}

function withDurations(draft: Draft<Group>): Draft<Group> {
  const durations = durationsOf(draft.rows);
  return { ...draft, place: (text, omitted) => ({ ...draft.place(text, omitted), durations }) };
}

function numbered(drafts: readonly Draft<Group>[]): readonly Draft<Group>[] {
  return drafts.map((draft, index) => ({
    ...draft,
    place: (text, omitted) => ({ ...draft.place(text, omitted), id: index + 1 }),
  }));
}
