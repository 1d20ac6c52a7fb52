import { LineScan } from '../base/line-scan.ts';
import type { Command } from '../model/command.ts';
import { type AnswerGroup, shownLines } from './answer-groups.ts';
import { devicesOf } from './finished-row.ts';
import { ReferenceLines } from './reference-lines.ts';

/** Lines that these devices alone lack, or have, against the common answer; as sent, in its order. */
export interface OwnedLines {
  readonly kind: 'missing' | 'only';
  readonly devices: readonly string[];
  readonly lines: readonly string[];
}

/** Whose lines are whose: all answers to a command against the one that most devices gave. */
export interface LineOwnership {
  readonly command: Command;
  readonly common: AnswerGroup;
  readonly owned: readonly OwnedLines[];
  /** Devices with the same lines in another order, or with another stderr or exit status. */
  readonly alike: readonly AnswerGroup[];
  /** Groups that share less than half of the common answer's lines. */
  readonly apart: readonly AnswerGroup[];
}

/** For each command that was answered. Takes the groups as `groupAnswers` gives them; linear in the length of all. */
export function lineOwnership(groups: readonly AnswerGroup[]): readonly LineOwnership[] {
  const commands = [...new Set(groups.map(({ command }) => command))];
  return commands.flatMap((command) => {
    const [common, ...others] = groups.filter((group) => group.command === command);
    return common === undefined ? [] : [ownershipOf(command, common, others)];
  });
}

/** A line before it is known who else has, or lacks, it. */
interface Entry {
  readonly kind: OwnedLines['kind'];
  readonly line: string;
  /** Index of the common answer's line, or of the one that it stands behind. */
  readonly place: number;
  readonly devices: string[];
}

function ownershipOf(command: Command, common: AnswerGroup, others: readonly AnswerGroup[]): LineOwnership {
  const reference = new ReferenceLines(common.masked);
  const shown = shownLines(common, reference.count, new LineScan());
  const places = new Map(Array.from(reference.ids, (id, place) => [id, place]));
  const masked = new LineScan();
  const sent = new LineScan();
  const entries = new Map<string, Entry>();
  const alike: AnswerGroup[] = [];
  const apart: AnswerGroup[] = [];
  for (const group of others) {
    const { ids, lines: distance, changes } = reference.distanceTo(masked.read(group.masked));
    const shared = (reference.count + ids.length - distance) / 2;
    if (distance === 0) alike.push(group);
    else if (shared < reference.count / 2) apart.push(group);
    else {
      const { removed, added } = changes;
      const devices = devicesOf(group.rows);
      const enter = (key: string, entry: Omit<Entry, 'devices'>): void => {
        const known = entries.get(key);
        if (known === undefined) entries.set(key, { ...entry, devices: [...devices] });
        else if (known.devices.at(-1) !== devices.at(-1)) known.devices.push(...devices);
      };
      removed.forEach((isRemoved, place) => {
        if (isRemoved === 1) enter(`missing ${place}`, { kind: 'missing', line: shown.lineAt(place), place });
      });
      const lines = shownLines(group, ids.length, sent);
      let place = -1;
      added.forEach((isAdded, index) => {
        if (isAdded === 1) enter(`only ${masked.lineAt(index)}`, { kind: 'only', line: lines.lineAt(index), place });
        else place = places.get(ids[index] ?? -1) ?? place;
      });
    }
  }
  return { command, common, owned: joined([...entries.values()]), alike, apart };
}

/** Neighbouring lines of the same devices stand together. */
function joined(entries: readonly Entry[]): readonly OwnedLines[] {
  const owned: { kind: OwnedLines['kind']; devices: readonly string[]; lines: string[] }[] = [];
  let lastKey: string | null = null;
  for (const { kind, line, devices } of [...entries].sort((a, b) => a.place - b.place)) {
    const key = JSON.stringify([kind, devices]);
    if (key === lastKey) owned.at(-1)?.lines.push(line);
    else owned.push({ kind, devices, lines: [line] });
    lastKey = key;
  }
  return owned;
}
