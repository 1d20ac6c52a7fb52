import { csvText } from '../present/csv-text.ts';
import { printable } from '../present/printable.ts';
import { selectionTable } from '../present/selection-table.ts';
import { selectionText, withoutLines } from '../present/selection-text.ts';
import type { ResultRow, RunView } from '../result/run-view.ts';
import type { ProcessParts } from './cli-parts.ts';
import { report } from './report.ts';
import { tableWidth } from './table-width.ts';

/**
 * The answers of a run as a table, or as CSV: then the devices that have no row are named on standard error, so that the
 * result is one table.
 */
export function printTable(
  { stdout, stderr }: Pick<ProcessParts, 'stdout' | 'stderr'>,
  view: RunView,
  csv: boolean,
  wanted?: (row: ResultRow) => boolean,
): void {
  const table = selectionTable(view, wanted);
  if (!csv) {
    stdout.write(selectionText(table, tableWidth(stdout)));
    return;
  }
  const text = csvText(table.columns, table.rows);
  stdout.write(stdout.isTerminal ? printable(text) : text);
  for (const line of withoutLines(table.without)) report(stderr, `no value: ${line}`);
}
