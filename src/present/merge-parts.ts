import type { FailureGroup, Group } from '../model/run-document.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { devicesOf } from '../result/finished-row.ts';
import { retriesOf } from '../result/retries-of.ts';
import { reusedOf } from '../result/reused-of.ts';
import { type Draft, failureDraft, groupDraft } from './draft.ts';
import { durationsOf } from './durations-of.ts';

const mergedHint = 'merged for size; get_run with "devices" shows the message and hint of each';

/** For each command one group that only names the devices, without any output. */
export function mergeGroups(drafts: readonly Draft<Group>[]): readonly Draft<Group>[] {
  return mergeAlike(
    drafts,
    ({ command_index }) => command_index,
    (first, alike) => {
      const rows = alike.flatMap((draft) => draft.rows);
      const { stderr, exit_status, omitted_chars, output_note, diff, diff_from, distance, inventory_group, ...rest } =
        first;
      const { attempts, earlier_outcomes, reused: ofFirst, ...same } = rest;
      const devices = foldNames(devicesOf(rows));
      const reused = reusedOf(rows);
      const merged = { ...same, devices, count: rows.length, output: '', distinct: alike.length, ...retriesOf(rows) };
      return groupDraft({ ...merged, ...(reused && { reused }), durations: durationsOf(rows) }, rows);
    },
  );
}

/** Failures as they are, then without what tells their hints apart, then by outcome alone. */
export const failureMerges: readonly ((drafts: readonly Draft<FailureGroup>[]) => readonly Draft<FailureGroup>[])[] = [
  (drafts) => drafts,
  (drafts) => mergeFailures(drafts, ({ message, phase, code }) => [message, phase, code]),
  (drafts) => mergeFailures(drafts, () => null),
];

function mergeFailures(
  drafts: readonly Draft<FailureGroup>[],
  likeness: (failure: FailureGroup) => unknown,
): readonly Draft<FailureGroup>[] {
  const key = (failure: FailureGroup): unknown => [failure.outcome, failure.command_index, likeness(failure)];
  return mergeAlike(drafts, key, ({ phase, code, hint, omitted_chars, attempts, earlier_outcomes, ...same }, alike) => {
    const failures = alike.map((draft) => draft.place('', 0));
    const rows = alike.flatMap((draft) => draft.rows);
    const devices = devicesOf(rows);
    const messages = new Set(failures.map(({ message }) => message));
    const merged: FailureGroup = {
      ...same,
      ...(phase !== undefined && failures.every((each) => each.phase === phase) && { phase }),
      ...(code !== undefined && failures.every((each) => each.code === code) && { code }),
      devices: foldNames(devices),
      count: devices.length,
      ...retriesOf(rows),
      message: messages.size === 1 ? same.message : `${messages.size} different messages`,
      hint: mergedHint,
      distinct: alike.length,
    };
    return failureDraft(merged, rows);
  });
}

/** In the order of the first of each kind; what has no like stays as it is. */
function mergeAlike<Part>(
  drafts: readonly Draft<Part>[],
  keyOf: (part: Part) => unknown,
  merge: (first: Part, alike: readonly Draft<Part>[]) => Draft<Part>,
): readonly Draft<Part>[] {
  const kinds = new Map<string, { readonly first: Draft<Part>; readonly alike: Draft<Part>[] }>();
  for (const draft of drafts) {
    const key = JSON.stringify(keyOf(draft.place('', 0))) ?? '';
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { first: draft, alike: [draft] });
    else kind.alike.push(draft);
  }
  return [...kinds.values()].map(({ first, alike }) => (alike.length === 1 ? first : merge(first.place('', 0), alike)));
}
