import type { Group, Result, RunDocument } from '../model/run-document.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { groupAnswers } from '../result/answer-groups.ts';
import { devicesOf } from '../result/finished-row.ts';
import type { RunAccount } from '../result/run-account.ts';
import { failureDrafts, fittingFailures, frameOf, usefulChars } from './answer-sketch.ts';
import { type Draft, groupDraft, resultDraft, sizeOf, usefulSize } from './draft.ts';
import type { Sketcher } from './folded-answer.ts';
import { mergeGroups } from './merge-parts.ts';

/**
 * The per-device form: results in selector order as long as each has room for a useful piece of its output. The
 * devices of the rest are only named, in one group for each command; failures name theirs already.
 */
export function deviceSketcher(account: RunAccount, whole: RunDocument, maxChars: number): Sketcher {
  const { frame, frameSize } = frameOf(whole, maxChars);
  const failures = failureDrafts(account, whole).map((draft) => ({ ...draft, text: null }));
  const results = account.rows.flatMap((row, index) => {
    const result = whole.results?.[index];
    return result === undefined ? [] : [resultDraft(result, row)];
  });
  const namesSize = sizeOf(namedOnly(results, whole));

  return (target) => {
    const room = target - frameSize;
    const sizes = results.map((draft) => usefulSize(draft, usefulChars));
    const wanted = sizes.reduce((sum, size) => sum + size, 0);
    const shownFailures = fittingFailures(failures, Math.max(room / 2, room - wanted));
    let left = room - sizeOf(shownFailures);
    if (wanted <= left) return { frame, groups: null, failures: shownFailures, results };
    left -= namesSize;
    const end = sizes.findIndex((size) => {
      left -= size;
      return left < 0;
    });
    const groups = namedOnly(results.slice(end), whole);
    return { frame, groups, failures: shownFailures, results: results.slice(0, end) };
  };
}

/** Groups are merged per command whatever their number, so that none stands with an output that is not shown. */
function namedOnly(results: readonly Draft<Result>[], whole: RunDocument): readonly Draft<Group>[] {
  const answers = groupAnswers(results.flatMap(({ rows }) => rows));
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
