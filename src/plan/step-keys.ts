import type { PlanStep, RowsSpec, WaitFor } from '../model/plan-step.ts';
import type { ExpressionPorts, PlanProblem } from './plan-problem.ts';

const rowKeys: ReadonlySet<string> = new Set(['device', 'rows', 'outcome']);

/** Keys of one step that do not go together, and expressions in it that cannot be used. */
export function stepKeyProblems(step: PlanStep, ports: ExpressionPorts): readonly PlanProblem[] {
  return [...keyProblems(step), ...expressionProblems(step, ports)];
}

function keyProblems(step: PlanStep): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const wrong = (key: string, text: string): void => void problems.push({ path: [key], text });
  const { command, devices, aggregate, depends_on, for_each, waves, when } = step;
  if (command === undefined) {
    if (aggregate === undefined) wrong('command', 'missing: a step has a command, or only aggregates');
    else if (depends_on === undefined) wrong('aggregate', 'without a command it takes what depends_on names');
    const needless = Object.keys(step).filter((key) => !aggregateKeys.has(key));
    for (const key of needless) wrong(key, 'only a step with a command has it');
  } else if (devices === undefined) wrong('devices', 'missing: on which devices the command runs');
  if (waves === undefined) {
    for (const key of ['canary', 'pause_s', 'check'] as const) {
      if (step[key] !== undefined) wrong(key, 'only a step with waves has it');
    }
  }
  if (for_each !== undefined) {
    if (waves !== undefined) wrong('waves', 'cannot be together with for_each');
    if (when !== undefined) wrong('when', 'cannot be together with for_each: filter its rows with where');
    if (step.wait_for !== undefined) wrong('wait_for', 'cannot be together with for_each');
  }
  for (const [place, { format, rows }] of [
    ['', step] as const,
    ...(step.check ? [['check', step.check] as const] : []),
  ]) {
    const path = place === '' ? ['rows'] : [place, 'rows'];
    if (rows?.select !== undefined && (format ?? 'text') === 'text') {
      problems.push({ path: [...path, 'select'], text: 'needs format: json or xml; for text there is match' });
    }
    if (rows?.match !== undefined && (format ?? 'text') !== 'text') {
      problems.push({ path: [...path, 'match'], text: 'is for text; with a format there is select' });
    }
  }
  if (step.max_age_s !== undefined && (step.wait_for !== undefined || waves !== undefined)) {
    wrong('max_age_s', 'cannot be together with wait_for or waves: they are about what is so now');
  }
  if (step.wait_for?.until !== undefined && step.rows === undefined) {
    problems.push({ path: ['wait_for', 'until'], text: untilNeedsRows });
  }
  if (step.check?.until !== undefined && step.check.rows === undefined) {
    problems.push({ path: ['check', 'until'], text: untilNeedsRows });
  }
  return problems;
}

const untilNeedsRows = 'is about a row, so it needs rows; match looks at the lines of the answer';

const aggregateKeys: ReadonlySet<string> = new Set(['id', 'depends_on', 'aggregate', 'on_failure']);

function expressionProblems(step: PlanStep, ports: ExpressionPorts): readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const note = (path: readonly string[], text: string | null): void => {
    if (text !== null) problems.push({ path, text });
  };
  const condition = (path: readonly string[], expression: string | undefined): void =>
    note(path, expression === undefined ? null : ports.conditionComplaint(expression));
  const pattern = (path: readonly string[], text: string | undefined): void =>
    note(path, text === undefined ? null : ports.patternComplaint(text));
  const waiting = (key: string, { until, match }: WaitFor): void => {
    condition([key, 'until'], until);
    pattern([key, 'match'], match);
  };
  const rows = (path: readonly string[], spec: RowsSpec | undefined): void => {
    condition([...path, 'select'], spec?.select);
    pattern([...path, 'match'], spec?.match);
    if (spec?.match === undefined || ports.patternComplaint(spec.match) !== null) return;
    const columns = ports.columnsOf(spec.match);
    if (columns.length === 0) note([...path, 'match'], 'it has no named group: (?P<name>…) makes a column');
    for (const name of columns) {
      if (rowKeys.has(name)) note([...path, 'match'], `no column can be called ${name}`);
    }
  };
  condition(['when'], step.when);
  if (typeof step.for_each === 'object') condition(['for_each', 'where'], step.for_each.where);
  rows(['rows'], step.rows);
  rows(['check', 'rows'], step.check?.rows);
  if (step.wait_for !== undefined) waiting('wait_for', step.wait_for);
  if (step.check !== undefined) waiting('check', step.check);
  return problems;
}
