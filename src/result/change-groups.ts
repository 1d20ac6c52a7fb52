import { LineScan } from '../base/line-scan.ts';
import type { ComparedRow } from './compared-row.ts';
import { DiffEffort, lineChanges } from './line-changes.ts';
import type { LineChanges } from './line-distance.ts';
import { isOrderFree } from './order-free.ts';
import type { CommandPair } from './pair-commands.ts';
import { linesOf, ReferenceLines } from './reference-lines.ts';
import type { ResultRow } from './run-view.ts';
import { TextIds } from './text-ids.ts';

/** Devices of which the answer to one command changed in the same way. */
export interface ChangeGroup {
  readonly command: CommandPair;
  /** In selector order; never empty. */
  readonly rows: readonly ComparedRow[];
  /** Lines that are gone, and lines that are new. */
  readonly removed: number;
  readonly added: number;
  /** Lines of the whole answer, before and after. */
  readonly linesBefore: number;
  readonly linesAfter: number;
  /**
   * The lines that are gone (`-`) and new (`+`) without line feeds, as the first of these devices sent them; null where the
   * answers are too different to work that out.
   */
  readonly diff: readonly string[] | null;
}

/** An answer, and what masks made of its standard output. */
export interface MaskedRow {
  readonly row: ResultRow;
  readonly masked: string;
}

interface Difference {
  /** Equal changes have equal keys. */
  readonly key: string;
  readonly group: Omit<ChangeGroup, 'command' | 'rows'>;
}

/** Collects changed answers. Changes are equal where masks make the lines that are gone and those that are new equal. */
export class ChangeGroups {
  readonly #groups = new Map<string, ChangeGroup & { readonly rows: ComparedRow[] }>();
  readonly #known = new Map<string, Difference>();
  readonly #ids = new TextIds();
  readonly #effort = new DiffEffort();
  readonly #after = new LineScan();
  readonly #shownBefore = new LineScan();
  readonly #shownAfter = new LineScan();

  add(changed: ComparedRow, before: MaskedRow, after: MaskedRow): void {
    const { command } = changed;
    const pairKey = `${command.index} ${this.#idOf(before)} ${this.#idOf(after)}`;
    let known = this.#known.get(pairKey);
    if (known === undefined) {
      known = this.#difference(pairKey, isOrderFree(command.text), before, after);
      this.#known.set(pairKey, known);
    }
    const key = `${command.index} ${known.key}`;
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, { ...known.group, command, rows: [changed] });
    else group.rows.push(changed);
  }

  sorted(): readonly ChangeGroup[] {
    // They were made in the order of their first device, and sorting is stable.
    return [...this.#groups.values()].sort(
      (a, b) => a.command.index - b.command.index || b.rows.length - a.rows.length,
    );
  }

  #idOf({ row, masked }: MaskedRow): string {
    return `${this.#ids.idOf(masked)} ${this.#ids.idOf(row.stderr)} ${row.finished?.exit_status}`;
  }

  #difference(pairKey: string, orderFree: boolean, before: MaskedRow, after: MaskedRow): Difference {
    const reference = new ReferenceLines(comparedText(before.masked, before.row));
    const other = this.#after.read(comparedText(after.masked, after.row));
    const distance = reference.distanceTo(other);
    const [linesBefore, linesAfter] = [reference.count, other.count];
    const changes = orderFree
      ? distance.changes
      : distance.lines > this.#effort.maxChanges
        ? null
        : lineChanges(reference.ids, distance, this.#effort);
    if (changes === null) {
      const common = (linesBefore + linesAfter - distance.lines) / 2;
      const counts = { removed: linesBefore - common, added: linesAfter - common };
      return { key: pairKey, group: { ...counts, linesBefore, linesAfter, diff: null } };
    }
    const keyLines = changedLines(reference.scan, other, changes);
    const key = this.#ids.idOf((orderFree ? keyLines.toSorted() : keyLines).join('\n'));
    const group = {
      removed: countOf(changes.removed),
      added: countOf(changes.added),
      linesBefore,
      linesAfter,
      diff: changedLines(
        shownLines(before, linesBefore, this.#shownBefore),
        shownLines(after, linesAfter, this.#shownAfter),
        changes,
      ),
    };
    return { key: `diff ${key}`, group };
  }
}

/** What is compared: the output, then what else an answer consists of. */
function comparedText(output: string, { stderr, finished }: ResultRow): string {
  const complaint = linesOf(stderr).map((line) => `stderr: ${line}`);
  const exitStatus = finished?.exit_status ?? null;
  const rest = [...complaint, ...(exitStatus === 0 ? [] : [`exit status: ${exitStatus ?? 'none'}\n`])];
  if (rest.length === 0) return output;
  return [output, ...rest].map((text) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)).join('');
}

/** Masks keep each line in its place; of a text where they did not, the masked lines are shown. */
function shownLines({ row, masked }: MaskedRow, count: number, scan: LineScan): LineScan {
  scan.read(comparedText(row.stdout, row));
  return scan.count === count ? scan : scan.read(comparedText(masked, row));
}

const countOf = (changed: Uint8Array): number => changed.reduce((sum, one) => sum + one, 0);

function changedLines(before: LineScan, after: LineScan, { removed, added }: LineChanges): readonly string[] {
  const shown: string[] = [];
  for (let [b, a] = [0, 0]; b < removed.length || a < added.length; ) {
    const [isRemoved, isAdded] = [removed[b] === 1, added[a] === 1];
    if (isRemoved) shown.push(...entry('-', before.lineAt(b)));
    else if (isAdded) shown.push(...entry('+', after.lineAt(a)));
    // A step on each side that was shown, on both where the line is in both.
    const inBoth = !isRemoved && !isAdded;
    if (isRemoved || inBoth) b += 1;
    if ((isAdded && !isRemoved) || inBoth) a += 1;
  }
  return shown.length > 0 ? shown : ['+(the same text, divided otherwise into output, stderr and exit status)'];
}

function entry(sign: '-' | '+', line: string): readonly string[] {
  return line.endsWith('\n') ? [`${sign}${line.slice(0, -1)}`] : [`${sign}${line}`, '\\ No newline at end'];
}
