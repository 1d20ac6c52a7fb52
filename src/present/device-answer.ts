import type { Group, Result, RunDocument } from '../model/run-document.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { bytesOf, groupAnswers } from '../result/answer-groups.ts';
import { devicesOf } from '../result/finished-row.ts';
import type { RunAccount } from '../result/run-account.ts';
import { failureDrafts, fittingFailures, frameOf, usefulChars } from './answer-sketch.ts';
import { continued, type Draft, groupDraft, resultDraft, sizeOf, usefulSize } from './draft.ts';
import type { Sketcher } from './folded-answer.ts';
import { mergeGroups } from './merge-parts.ts';

/**
 * The per-device form: whole results in selector order as long as they fit; the last may be cut, and there is always
 * one, so that whoever follows `next` gets on. The devices of the rest are only named, in one group for each command;
 * failures name theirs already. `offset`: lines of the first output that an earlier answer has shown.
 */
export function deviceSketcher(account: RunAccount, whole: RunDocument, maxChars: number, offset: number): Sketcher {
  const { frame, frameSize } = frameOf(whole, maxChars);
  const failures = failureDrafts(account, whole).map((draft) => ({ ...draft, text: null }));
  const results = account.rows.flatMap((row, index) => {
    const result = whole.results?.[index];
    if (result === undefined) return [];
    const draft = resultDraft(result, row);
    return [index === 0 ? continued(draft, offset) : draft];
  });
  const wholeSizes = results.map((draft) => usefulSize(draft, maxChars));
  // Half a value is of little use: it comes whole with the next call, unless it is longer than an answer.
  const leastSizes = results.map((draft) => usefulSize(draft, draft.isValue ? maxChars : usefulChars));
  const wanted = wholeSizes.reduce((sum, size) => sum + size, 0);
  const namesSize = sizeOf(namedOnly(results, whole));

  return (target) => {
    const room = target - frameSize;
    const shownFailures = fittingFailures(failures, Math.max(room / 2, room - wanted));
    const sketch = { frame, failures: shownFailures, inOrder: true };
    let left = room - sizeOf(shownFailures);
    if (wanted <= left) return { ...sketch, groups: null, results };
    left -= namesSize;
    const wholeEnd = wholeSizes.findIndex((size) => {
      if (size > left) return true;
      left -= size;
      return false;
    });
    const end = wholeEnd === 0 || (leastSizes[wholeEnd] ?? 0) <= left ? wholeEnd + 1 : wholeEnd;
    const rest = results.slice(end);
    const groups = rest.length === 0 ? null : namedOnly(rest, whole);
    return { ...sketch, groups, results: results.slice(0, end) };
  };
}

/** Groups are merged per command whatever their number, so that none stands with an output that is not shown. */
function namedOnly(results: readonly Draft<Result>[], whole: RunDocument): readonly Draft<Group>[] {
  const answers = groupAnswers(
    results.flatMap(({ rows }) => rows),
    bytesOf,
  );
  const named = answers.map(({ command, rows }) => {
    const group: Group = {
      id: 0,
      command: command.text,
      ...(command.label !== null && { label: command.label }),
      ...(whole.command.length > 1 && { command_index: command.index }),
      devices: foldNames(devicesOf(rows)),
      count: rows.length,
      output: '',
      distinct: 1,
    };
    return groupDraft(group, rows);
  });
  return mergeGroups(named).map((draft, index) => ({
    ...draft,
    place: (text, omitted) => ({ ...draft.place(text, omitted), id: index + 1 }),
  }));
}
