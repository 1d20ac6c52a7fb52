import type { Change, ComparedFailure, ComparedPlace, ComparisonDocument } from '../model/comparison-document.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import type { ChangeGroup } from '../result/change-groups.ts';
import type { RunComparison } from '../result/compare-runs.ts';
import { type ChangeKind, type ComparedRow, sideState } from '../result/compared-row.ts';
import { foldPlaces } from '../result/fold-places.ts';
import type { RunView } from '../result/run-view.ts';
import { cutText } from './share-room.ts';

/** A command line, and a message, of which more would not be read. */
const maxFieldChars = 200;

/** A changed line that is longer (JSON in one line) shows so much; get_output has all of it. */
const maxLineChars = 400;

/** A place in the changes of a comparison. */
export interface ChangePlace {
  /** From 0, in their order. */
  readonly change: number;
  /** Lines of its diff before it. */
  readonly line: number;
}

/** What of a comparison is shown. */
export interface ComparisonCut {
  /** Null: from the beginning. Else the changes from here on, and nothing else. */
  readonly from: ChangePlace | null;
  /** So many changes with their diffs; the others are only named. */
  readonly shown: number;
  /** Lines of the diff of the next change. */
  readonly lines: number;
  /** Whether the other kinds only name their devices. */
  readonly brief: boolean;
}

export const wholeComparison: ComparisonCut = {
  from: null,
  shown: Number.POSITIVE_INFINITY,
  lines: 0,
  brief: false,
};

/** A comparison as a document for each cut; `truncated` and `next` are the caller's to say. */
export function comparisonDocuments(comparison: RunComparison): (cut: ComparisonCut) => ComparisonDocument {
  const { before, after, commands, rows, changes, masks, absent } = comparison;
  const ofKind = (kind: ChangeKind): readonly ComparedRow[] => rows.filter((row) => row.kind === kind);
  const [same, fresh, gone, failed] = [ofKind('same'), ofKind('new'), ofKind('gone'), ofKind('failed')];
  const counts = { same: same.length, new: fresh.length, gone: gone.length, failed: failed.length };
  const changed = rows.length - counts.same - counts.new - counts.gone - counts.failed;
  const named = (brief: boolean): Named => ({
    failed: failuresOf(failed, commands.length, brief),
    new: placesOf(fresh, commands.length, brief),
    gone: placesOf(gone, commands.length, brief),
    same: placesOf(same, commands.length, brief),
  });
  const missing = { devices: clip(foldNames(absent)), count: absent.length };
  // Which devices there are of each kind is the same for every cut.
  const names = new Map<boolean, Named>();
  const namesFor = (brief: boolean): Named => {
    const known = names.get(brief) ?? named(brief);
    names.set(brief, known);
    return known;
  };
  return (cut) => ({
    before: sideOf(before),
    after: sideOf(after),
    commands: commands.map(({ text }) => clip(text)),
    summary: { total: rows.length, ...counts, changed },
    changed: changesOf(changes, cut, commands.length > 1),
    ...(cut.from === null ? namesFor(cut.brief) : { failed: [], new: [], gone: [], same: [] }),
    ...(cut.from === null && absent.length > 0 && { absent: missing }),
    masked: [...masks],
    truncated: null,
    next: null,
  });
}

type Named = Pick<ComparisonDocument, 'failed' | 'new' | 'gone' | 'same'>;

/** Lines of a change's diff as they are shown. */
export function diffLines({ diff }: ChangeGroup): readonly string[] {
  return diff ?? [];
}

function changesOf(groups: readonly ChangeGroup[], cut: ComparisonCut, several: boolean): Change[] {
  const { from, shown, lines } = cut;
  const left = groups.slice(from?.change ?? 0);
  const skipped = (index: number): number => (index === 0 ? (from?.line ?? 0) : 0);
  const whole = left.slice(0, shown).map((group, index) => changeOf(group, several, skipped(index)));
  const next = left[shown];
  if (next === undefined) return whole;
  const start = skipped(shown);
  const part = lines > 0 ? [changeOf(next, several, start, start + lines)] : [];
  return [...whole, ...part, ...mergedChanges(left.slice(shown + part.length), several)];
}

export function changeOf(group: ChangeGroup, several: boolean, start = 0, end = Number.POSITIVE_INFINITY): Change {
  const { removed, added, linesBefore, linesAfter, diff } = group;
  const lines = (diff ?? []).slice(start, end);
  const omitted = (diff ?? []).length - start - lines.length;
  return {
    ...namesOf([group], several),
    removed,
    added,
    diff: lines.map((line) => `${clipLine(line)}\n`).join(''),
    ...(start > 0 && { from_line: start }),
    ...(omitted > 0 && { omitted_lines: omitted }),
    ...(diff === null && {
      note: `too different to show: ${removed} of ${linesBefore} lines are gone, ${added} of ${linesAfter} are new`,
    }),
  };
}

/** For each command one entry that names the devices. */
function mergedChanges(groups: readonly ChangeGroup[], several: boolean): Change[] {
  const byCommand = new Map<number, ChangeGroup[]>();
  for (const group of groups) {
    const list = byCommand.get(group.command.index);
    if (list === undefined) byCommand.set(group.command.index, [group]);
    else list.push(group);
  }
  return [...byCommand.values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    if (list.length === 1) return [changeOf(first, several, 0, 0)];
    return [{ ...namesOf(list, several), diff: '', distinct: list.length }];
  });
}

function namesOf(groups: readonly ChangeGroup[], several: boolean) {
  const [first] = groups;
  const { text = '', label = null, index = 0 } = first?.command ?? {};
  const devices = groups.flatMap(({ rows }) => rows.map(({ device }) => device));
  return {
    command: clip(text),
    ...(label !== null && { label }),
    ...(several && { command_index: index }),
    devices: foldNames(devices),
    count: devices.length,
  };
}

function placesOf(rows: readonly ComparedRow[], commandCount: number, brief: boolean): ComparedPlace[] {
  const places = foldPlaces(rows);
  if (brief && places.length > 1)
    return [
      mergedPlace(
        places.flatMap(({ devices }) => devices),
        places.length,
      ),
    ];
  return places.map(({ commands, devices }) => ({
    ...(commands.length < commandCount && { commands: commands.map(({ label, text }) => label ?? clip(text)) }),
    devices: foldNames(devices),
    count: devices.length,
  }));
}

function mergedPlace(devices: readonly string[], distinct: number): ComparedPlace {
  const names = new Set(devices);
  return { devices: foldNames(names), count: names.size, ...(distinct > 1 && { distinct }) };
}

function failuresOf(rows: readonly ComparedRow[], commandCount: number, brief: boolean): ComparedFailure[] {
  const kinds = new Map<string, { readonly sides: Sides; readonly message: string; readonly rows: ComparedRow[] }>();
  for (const row of rows) {
    const sides = { before: sideState(row.before), after: sideState(row.after) };
    const message = (row.after?.finished?.error ?? row.before?.finished?.error)?.message ?? '';
    const key = `${sides.before} ${sides.after} ${brief ? '' : message}`;
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { sides, message, rows: [row] });
    else kind.rows.push(row);
  }
  return [...kinds.values()].flatMap(({ sides, message, rows: alike }) =>
    placesOf(alike, commandCount, brief).map((place) => ({
      ...place,
      ...sides,
      ...(message !== '' && !brief && { message: clip(message) }),
    })),
  );
}

interface Sides {
  readonly before: string;
  readonly after: string;
}

function sideOf({ runId, state, startTime }: RunView): ComparisonDocument['before'] {
  return { run_id: runId, state, start_time: startTime };
}

function clip(text: string): string {
  return text.length <= maxFieldChars ? text : `${text.slice(0, maxFieldChars - 1)}…`;
}

function clipLine(line: string): string {
  const { text, omitted } = cutText(line, maxLineChars);
  return omitted === 0 ? text : `${text}… (${omitted} more characters)`;
}
