import { describe, expect, it } from 'vitest';
import { noMasks } from '../../src/model/masker.ts';
import type { PlanEvent } from '../../src/model/plan-event.ts';
import type { PlanRow } from '../../src/model/plan-row.ts';
import { planStepSchema } from '../../src/model/plan-step.ts';
import { aggregateOf } from '../../src/result/aggregate-steps.ts';
import { buildPlanDocument } from '../../src/result/plan-document.ts';
import { foldPlan } from '../../src/result/plan-fold.ts';
import { foldEvents } from '../../src/result/run-fold.ts';

const time = '2026-11-30T10:00:00.000Z';
const owner = { host: 'h', pid: 1, process_start: null };
const finished = (step: string, rows: PlanRow[] = []): PlanEvent => ({
  ...{ type: 'step-finished', time, step, state: 'finished', total: rows.length, succeeded: rows.length, failed: 0 },
  ...{ failures: [], rows },
});
const ran = (step: string, run_id: string): PlanEvent => ({
  ...{ type: 'step-run', time, step, run_id, devices: 'r[1-3]', purpose: 'command' },
});

/** A plan with two steps and one that brings them together. */
function planOf(aggregate: string, events: readonly PlanEvent[]) {
  const show = { devices: 'all', command: 'show version' };
  const steps = [
    planStepSchema.parse({ id: 'a', ...show }),
    planStepSchema.parse({ id: 'b', ...show }),
    planStepSchema.parse({ id: 'both', depends_on: ['a', 'b'], aggregate }),
  ];
  const started: PlanEvent = {
    ...{ type: 'plan-started', time, plan_id: 'P', steps, devices: [], warnings: [], owner, token: null },
  };
  return foldPlan([started, ...events, finished('both')], { ownerAlive: true });
}

const answered = (answers: Readonly<Record<string, string>>) =>
  foldEvents(
    [
      {
        ...{ type: 'run-started', time, run_id: 'R', devices: Object.keys(answers), warnings: [], owner },
        commands: [{ text: 'show version', label: null }],
      },
      ...Object.entries(answers).flatMap(([device, text]) => [
        { type: 'output', time, device, command_index: 0, stream: 'stdout', text } as const,
        {
          ...({ type: 'command-finished', time, device, command_index: 0, outcome: 'ok', exit_status: 0 } as const),
          ...({ start_time: time, end_time: time, connection: 'new', attempts: 1 } as const),
        },
      ]),
      { type: 'run-finished', time, state: 'finished' },
    ],
    { ownerAlive: true },
  );

const rowsOfBoth = [
  finished('a', [
    { device: 'r1', release: '20.4', up: 3 },
    { device: 'r2', release: '22.4', up: 4 },
  ]),
  finished('b', [
    { device: 'r1', alarm: 'PEM', up: true },
    { device: 'r1', alarm: 'Fan', up: false },
    { device: 'r3', alarm: 'Fan', up: null },
  ]),
];

function both(
  aggregate: string,
  events: readonly PlanEvent[],
  run: Parameters<typeof aggregateOf>[2]['run'] = () => undefined,
) {
  const plan = planOf(aggregate, events);
  const last = plan.steps().at(-1);
  return last && aggregateOf(plan, last, { masker: noMasks, run });
}

describe('aggregateOf', () => {
  it('makes a line for each device of a table; what several steps have is called after its step', () => {
    expect(both('table', rowsOfBoth)).toEqual({
      kind: 'table',
      of: ['a', 'b'],
      columns: ['device', 'release', 'a.up', 'alarm', 'b.up'],
      rows: [
        { device: 'r1', release: '20.4', 'a.up': 3, alarm: ['PEM', 'Fan'], 'b.up': [true, false] },
        { device: 'r2', release: '22.4', 'a.up': 4 },
        { device: 'r3', alarm: 'Fan', 'b.up': null },
      ],
      row_count: 3,
    });
  });

  it('puts rows one after the other, each with its step', () => {
    const appended = both('append', rowsOfBoth);
    expect(appended?.row_count).toBe(5);
    expect(appended?.rows?.[2]).toEqual({ step: 'b', device: 'r1', alarm: 'PEM', up: true });
  });

  it('folds the answers of all runs of a step, and tells which runs are gone', () => {
    const events = [ran('a', 'R1'), ran('a', 'R2'), finished('a'), ran('b', 'R3'), finished('b')];
    const runs = { R1: answered({ r1: 'x\n', r2: 'y\n' }), R2: answered({ r3: 'x\n' }) };
    const found = both('fold', events, (id) => (id === 'R1' || id === 'R2' ? runs[id] : undefined));
    expect(found?.answers?.map(({ step, devices, output }) => [step, devices, output])).toEqual([
      ['a', 'r[1,3]', 'x\n'],
      ['a', 'r2', 'y\n'],
    ]);
    expect(found?.missing_runs).toEqual(['R3']);
  });

  it('of a diff tells the common answer by its devices only', () => {
    const answer = Array.from({ length: 20 }, (_, at) => `line ${at}\n`).join('');
    const run = answered({ r1: answer, r2: answer, r3: answer.replace('line 7\n', 'line seven\n') });
    const found = both('diff', [ran('a', 'R1'), finished('a'), finished('b')], () => run);
    expect(found?.answers).toEqual([
      { step: 'a', command: 'show version', devices: 'r[1-2]', count: 2 },
      { step: 'a', command: 'show version', devices: 'r3', count: 1, diff: expect.stringContaining('+line seven') },
    ]);
  });
});

it('a plan document tells what waits for what while it runs', () => {
  const plan = planOf('table', []);
  expect(plan.state).toBe('running');
  const { steps, summary } = buildPlanDocument(plan, { masker: noMasks, run: () => undefined });
  expect(steps.map(({ id, state, waits_for }) => [id, state, waits_for])).toEqual([
    ['a', 'waiting', undefined],
    ['b', 'waiting', undefined],
    ['both', 'finished', undefined],
  ]);
  expect(summary.steps).toEqual({ waiting: 2, finished: 1 });
});
