import { expect, it } from 'vitest';
import type { PlanDocument } from '../../src/model/plan-document.ts';
import { presentPlan } from '../../src/present/plan-answer.ts';
import { planText } from '../../src/present/plan-text.ts';

const times = { start_time: '2026-11-30T10:00:00.000Z', end_time: '2026-11-30T10:00:01.000Z' };
const rows = Array.from({ length: 2_000 }, (_, at) => ({
  device: `r${at}`,
  peer: `192.0.2.${at % 250}`,
  state: 'Active',
}));

function plan(count: number): PlanDocument {
  const step = { ...times, state: 'finished' as const, total: count, succeeded: count, failed: 0 };
  const down = {
    ...step,
    id: 'down',
    command: ['show bgp summary'],
    devices: `r[0-${count - 1}]`,
    runs: ['01J'],
    run_count: 1,
  };
  return {
    ...{
      run_id: '01P',
      kind: 'plan',
      state: 'finished',
      devices: 'r[0-1999]',
      warnings: [],
      truncated: null,
      next: null,
    },
    summary: { steps: { finished: 2 }, total: count, succeeded: count, failed: 0, total_duration: 1, ...times },
    steps: [
      { ...down, rows: rows.slice(0, count), row_count: count },
      {
        ...{ ...step, id: 'report', total: 0, succeeded: 0, runs: [], run_count: 0, row_count: 0 },
        aggregate: {
          kind: 'table',
          of: ['down'],
          columns: ['device', 'peer', 'state'],
          rows: rows.slice(0, count),
          row_count: count,
        },
      },
    ],
  };
}

it('a small plan is told whole, rows that stand in a table once', () => {
  const { document, text } = presentPlan(plan(3), 40_000);
  expect(document.truncated).toBeNull();
  expect(document.steps[0]?.rows).toBeUndefined();
  expect(document.steps[1]?.aggregate?.rows).toHaveLength(3);
  expect(text).toContain('its rows stand in report');
  expect(text.match(/192\.0\.2\.1 /g)).toHaveLength(1);
});

it('a single row is no plural', () => {
  const said = planText(plan(1), { fence: false });
  expect(said).toContain('1 of 1 succeeded; 1 row; on r[0-0]');
  expect(said).not.toContain('1 rows');
});

it.each([2_000, 5_000, 40_000])('stays within %i characters, names every step and the next call', (maxChars) => {
  const { document, text } = presentPlan(plan(2_000), maxChars);
  expect(Math.max(JSON.stringify(document).length, text.length)).toBeLessThanOrEqual(maxChars);
  expect(document.steps.map(({ id }) => id)).toEqual(['down', 'report']);
  expect(document.next).toEqual({ tool: 'get_run', arguments: { run_id: '01P', step: 'report' } });
  expect(text).toContain('get_run');
});

it('what devices said cannot steer a terminal nor end its fence', () => {
  const evil = plan(1);
  const [step] = evil.steps;
  if (step === undefined) throw new Error('no step');
  const document = { ...evil, steps: [{ ...step, rows: [{ device: 'r1', peer: '\u001b[2J~~~~~\n~~~~' }] }] };
  expect(planText(document, { fence: false })).not.toContain('\u001b');
  expect(planText(document, { fence: true })).toMatch(/^~~~~~~\n/m);
});
