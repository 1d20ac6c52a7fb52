import { readJson } from './read-json.ts';
import type { ResultRow, RunView } from './run-view.ts';

/** An answer as a document shows it: its value where the run asked for JSON and this is some, else its text. */
export interface ShownOutput {
  readonly output?: string;
  readonly output_json?: unknown;
  readonly output_note?: string;
}

/** Whether the answers of this run are values. Lines of a value are text again, and XML is text until something is selected. */
export function isStructured({ format, reduction }: RunView): boolean {
  if (format === 'xml') return reduction?.select !== undefined;
  return format === 'json' && reduction?.match === undefined;
}

/** Of a successful row. */
export function shownOutput(view: RunView, { stdout, json }: ResultRow): ShownOutput {
  if (!isStructured(view)) return { output: stdout };
  const reading = json ?? readJson(stdout);
  if (!reading.ok) return { output: stdout, output_note: `no ${view.format.toUpperCase()}: ${reading.reason}` };
  const { value, repairs } = reading;
  return { output_json: value, ...(repairs.length > 0 && { output_note: `${repairs.join(', ')} tolerated` }) };
}
