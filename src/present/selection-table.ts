import { foldNames } from '../model/selector/fold-names.ts';
import type { ResultRow, RunView } from '../result/run-view.ts';
import { shownOutput } from '../result/shown-output.ts';

/** Values of a run's answers as device × columns. */
export interface SelectionTable {
  /** `device`, with several commands `command`, then keys in the order of their first mention. */
  readonly columns: readonly string[];
  /** One cell for each column; empty where the value has no such key. */
  readonly rows: readonly (readonly string[])[];
  /** Devices without a row, and why; together with `rows` they are all of the run. */
  readonly without: readonly { readonly devices: string; readonly why: string }[];
}

/**
 * An object gives one row, a list of objects one row each; any other value stands in the column `value`. Lists and objects
 * within are cells of JSON. `wanted`: only these rows of the run. For runs with values; in others no answer is one.
 */
export function selectionTable(view: RunView, wanted: (row: ResultRow) => boolean = () => true): SelectionTable {
  const several = view.commands.length > 1;
  const leading = several ? ['device', 'command'] : ['device'];
  const keys = new Map<string, number>();
  const lines: { readonly start: readonly string[]; readonly cells: ReadonlyMap<number, string> }[] = [];
  const without = new Map<string, string[]>();
  for (const row of view.rows().filter(wanted)) {
    const { device, command } = row;
    const found = recordsOf(view, row);
    if (typeof found === 'string') {
      const why = several ? `${command.label ?? command.text}: ${found}` : found;
      const devices = without.get(why) ?? [];
      without.set(why, devices);
      devices.push(device);
      continue;
    }
    const start = several ? [device, command.label ?? command.text] : [device];
    for (const record of found) {
      const cells = new Map<number, string>();
      for (const [key, value] of Object.entries(record)) {
        const place = keys.get(key) ?? keys.size;
        keys.set(key, place);
        cells.set(place, cellOf(value));
      }
      lines.push({ start, cells });
    }
  }
  const places = [...keys.values()];
  return {
    columns: [...leading, ...keys.keys()],
    rows: lines.map(({ start, cells }) => [...start, ...places.map((place) => cells.get(place) ?? '')]),
    without: [...without].map(([why, devices]) => ({ devices: foldNames(devices), why })),
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** One for each row of the table, or why there is none. */
function recordsOf(view: RunView, row: ResultRow): readonly Fields[] | string {
  const { finished } = row;
  if (finished === null) return 'not finished yet';
  if (finished.outcome !== 'ok') return `${finished.outcome}: ${finished.error?.message ?? 'no reason was recorded'}`;
  const { output_json: value, output_note: note } = shownOutput(view, row);
  if (value === undefined) return note ?? 'no value: the run did not ask for any';
  if (value === null) return 'nothing found';
  if (!Array.isArray(value)) return [isFields(value) ? value : { value }];
  if (value.length === 0) return 'an empty list';
  return value.every(isFields) ? value : [{ value }];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
