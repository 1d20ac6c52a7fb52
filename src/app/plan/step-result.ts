import type { ErrorDetail } from '../../model/failure.ts';
import type { StepCause } from '../../model/plan-event.ts';
import type { PlanRow } from '../../model/plan-row.ts';
import { foldNames } from '../../model/selector/fold-names.ts';
import type { RowReader } from '../../result/answer-rows.ts';
import type { RunView } from '../../result/run-view.ts';

/** How a step ended on one device; with `for_each` on one device for one command. */
export interface TargetResult {
  readonly device: string;
  readonly failure: ErrorDetail | null;
  readonly rows: readonly PlanRow[];
  /** What it answered, the commands one after the other. */
  readonly answer: string;
}

/** The results of one run. A device has succeeded if all of its commands did and its rows could be read. */
export function resultsOf(view: RunView, read: RowReader): readonly TargetResult[] {
  return view.devices.map((device): TargetResult => {
    const rows: PlanRow[] = [];
    let answer = '';
    for (const { index } of view.commands) {
      const row = view.row(device, index);
      const end = row?.finished;
      if (row === undefined || !end) return failed(device, { code: 'defect', message: 'there is no result' });
      if (end.outcome !== 'ok') {
        return failed(device, end.error ?? { code: end.outcome, message: end.outcome });
      }
      const found = read(device, row.stdout);
      if (!found.ok) return failed(device, { code: found.code, message: found.why });
      rows.push(...found.rows);
      answer += row.stdout;
    }
    return { device, failure: null, rows, answer };
  });
}

export function failed(device: string, failure: ErrorDetail): TargetResult {
  return { device, failure, rows: [], answer: '' };
}

/** Equal causes of several devices together, in the order in which they came first. */
export function causesOf(failures: readonly { readonly device: string; readonly failure: ErrorDetail }[]): StepCause[] {
  const causes = new Map<string, { readonly failure: ErrorDetail; readonly devices: string[] }>();
  for (const { device, failure } of failures) {
    const key = JSON.stringify([failure.code, failure.message, failure.hint]);
    const cause = causes.get(key) ?? { failure, devices: [] };
    causes.set(key, cause);
    cause.devices.push(device);
  }
  return [...causes.values()].map(({ failure: { code, message, hint }, devices }) => ({
    code,
    message,
    ...(hint !== undefined && { hint }),
    devices: foldNames(devices),
    count: new Set(devices).size,
  }));
}

/** What later steps may know of an ended one. */
export interface StepRecord {
  readonly rows: readonly PlanRow[];
  /** Its first rows stand first. Devices that it did not run on have none. */
  readonly rowsOf: ReadonlyMap<string, readonly PlanRow[]>;
  /** `ok`, or why it failed there. */
  readonly outcomeOf: ReadonlyMap<string, string>;
}

export const noRecord: StepRecord = { rows: [], rowsOf: new Map(), outcomeOf: new Map() };

export function recordOf(results: readonly TargetResult[]): StepRecord {
  const rowsOf = new Map<string, PlanRow[]>();
  const outcomeOf = new Map<string, string>();
  for (const { device, failure, rows } of results) {
    const known = rowsOf.get(device) ?? [];
    rowsOf.set(device, known);
    known.push(...rows);
    const before = outcomeOf.get(device) ?? 'ok';
    outcomeOf.set(device, before === 'ok' ? (failure?.code ?? 'ok') : before);
  }
  return { rows: results.flatMap(({ rows }) => rows), rowsOf, outcomeOf };
}
