import type { Masker } from '../model/masker.ts';
import type { AggregateDocument, StepAnswer } from '../model/plan-document.ts';
import type { PlanRow, RowValue } from '../model/plan-row.ts';
import type { Group } from '../model/run-document.ts';
import { joinedView } from './joined-view.ts';
import type { PlanView, StepView } from './plan-view.ts';
import { buildDocument } from './run-document.ts';
import type { RunView } from './run-view.ts';

export interface AggregateParts {
  readonly masker: Masker;
  /** A run of the plan; undefined where it is gone from the history. */
  readonly run: (runId: string) => RunView | undefined;
}

/** The steps whose answers a step brings together: those it depends on where it has no command, else itself. */
export function sourcesOf(plan: PlanView, { step }: StepView): readonly StepView[] {
  const ids = step.command === undefined ? [step.depends_on ?? []].flat() : [step.id];
  return plan.steps().filter((view) => ids.includes(view.step.id));
}

/** What a step brings together; undefined where it does not, or has not ended. */
export function aggregateOf(plan: PlanView, view: StepView, parts: AggregateParts): AggregateDocument | undefined {
  const { aggregate } = view.step;
  if (aggregate === undefined || (view.state !== 'finished' && view.state !== 'failed')) return undefined;
  const sources = sourcesOf(plan, view);
  switch (aggregate) {
    case 'append':
      return appended(sources);
    case 'table':
      return table(sources);
    case 'fold':
    case 'diff':
      return answers(sources, aggregate, parts);
  }
}

const idsOf = (sources: readonly StepView[]): string[] => sources.map(({ step }) => step.id);

const rowsOf = ({ end }: StepView): readonly PlanRow[] => end?.rows ?? [];

function appended(sources: readonly StepView[]): AggregateDocument {
  const several = sources.length > 1;
  const rows = sources.flatMap((source) =>
    rowsOf(source).map(({ device, ...row }) => ({ ...(several && { step: source.step.id }), device, ...row })),
  );
  return { kind: 'append', of: idsOf(sources), columns: columnsIn(rows), rows, row_count: rows.length };
}

function columnsIn(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** A row for each device; a column that several steps have is called after the step too. Several values are a list. */
function table(sources: readonly StepView[]): AggregateDocument {
  const owners = new Map<string, number>();
  for (const source of sources) {
    for (const name of columnsIn(rowsOf(source))) owners.set(name, (owners.get(name) ?? 0) + 1);
  }
  const byDevice = new Map<RowValue | undefined, Record<string, RowValue[]>>();
  const columns = new Set<string>();
  for (const source of sources) {
    for (const { device, ...cells } of rowsOf(source)) {
      const row = byDevice.get(device) ?? {};
      byDevice.set(device, row);
      for (const [name, value] of Object.entries(cells)) {
        const column = (owners.get(name) ?? 0) > 1 ? `${source.step.id}.${name}` : name;
        columns.add(column);
        row[column] = [...(row[column] ?? []), value];
      }
    }
  }
  const rows = [...byDevice].map(([device, cells]) => {
    const values = Object.entries(cells).map(([name, list]) => [name, list.length === 1 ? (list[0] ?? null) : list]);
    return { device, ...Object.fromEntries(values) };
  });
  return { kind: 'table', of: idsOf(sources), columns: ['device', ...columns], rows, row_count: rows.length };
}

function answers(
  sources: readonly StepView[],
  kind: 'fold' | 'diff',
  { run, masker }: AggregateParts,
): AggregateDocument {
  const missing: string[] = [];
  const found = sources.flatMap((source): StepAnswer[] => {
    const alike = new Map<string, RunView[]>();
    for (const { run_id, purpose } of source.runs) {
      if (purpose !== 'command') continue;
      const view = run(run_id);
      if (view === undefined) {
        missing.push(run_id);
        continue;
      }
      const key = JSON.stringify(view.commands);
      alike.set(key, [...(alike.get(key) ?? []), view]);
    }
    return [...alike.values()].flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const { groups = [] } = buildDocument(joinedView(first, others), { view: 'folded', masker });
      return groups.map((group) => answerOf(source.step.id, group, kind));
    });
  });
  return { kind, of: idsOf(sources), answers: found, ...(missing.length > 0 && { missing_runs: missing }) };
}

/** Of a diff the common answer is named, not repeated. */
function answerOf(
  step: string,
  { command, devices, count, output, output_json, diff, distance }: Group,
  kind: 'fold' | 'diff',
): StepAnswer {
  const named = { step, command, devices, count };
  if (diff !== undefined) return { ...named, diff };
  if (kind === 'diff' && distance === undefined) return named;
  return { ...named, output: output_json === undefined ? (output ?? '') : JSON.stringify(output_json, null, 1) };
}
