import { printableLine } from './printable.ts';
import type { SelectionTable } from './selection-table.ts';
import { type TableOptions, textTable } from './text-table.ts';
import { wrapAtCommas } from './wrap-at-commas.ts';

/** The table for people: below it the devices that have no row, and why. */
export function selectionText({ columns, rows, without }: SelectionTable, options: TableOptions = {}): string {
  const table = textTable(columns, rows, options);
  const others = withoutLines(without).map((line) => `${wrapAtCommas(line, options.width ?? 120)}\n`);
  return table + (table !== '' && others.length > 0 ? '\n' : '') + others.join('');
}

/** `core-r[1-2]: auth_failed: …` */
export function withoutLines(without: SelectionTable['without']): readonly string[] {
  return without.map(({ devices, why }) => printableLine(`${devices}: ${why}`));
}
