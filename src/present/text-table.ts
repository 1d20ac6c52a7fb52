import { printableLine } from './printable.ts';
import { columnsOf, cutToColumns } from './text-columns.ts';

export interface TableOptions {
  /** Columns of the terminal: longer lines are cut, with `…`. Without it nothing is cut. */
  readonly width?: number | undefined;
}

/** Columns padded to their widest cell, two spaces apart; nothing for no rows. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { width = Number.POSITIVE_INFINITY }: TableOptions = {},
): string {
  if (rows.length === 0) return '';
  const cells = [header, ...rows].map((row) => row.map(printableLine));
  const widths = header.map((_, column) =>
    cells.reduce((most, row) => Math.max(most, columnsOf(row[column] ?? '')), 0),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - columnsOf(cell))))
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line) => `${cutToColumns(line, width)}\n`).join('');
}
