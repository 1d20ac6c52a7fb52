import { expect, it } from 'vitest';
import { answering } from '../../support/rollcall-over.ts';
import { plansOver, saying, statesOf, stepOf } from './plan-over.ts';

const rows = { match: '(?P<x>.)' };
const long = saying({ 'show version': 'x\n'.repeat(4_000) });

it('a step with too many rows has failed, and what comes after them is not even read', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `r${index + 1}`);
  const { finish } = plansOver(Object.fromEntries(names.map((name) => [name, long])));
  const plan = await finish([
    { id: 'a', devices: 'all', command: 'show version', rows },
    { id: 'b', devices: '{{a.device}}', command: 'show arp', for_each: 'a' },
  ]);
  expect(statesOf(plan)).toEqual({ a: 'failed', b: 'cancelled' });
  expect(stepOf(plan, 'a')).toMatchObject({
    reason: { text: 'the answers of the step have more than 10000 rows: narrow rows' },
    end: { rows: [], failures: [{ code: 'too_many_rows', devices: 'r[4-8]', count: 5 }] },
  });
});

it('what wait_for asks again counts once', async () => {
  let asked = 0;
  const { start, clock } = plansOver({
    r1: (line, out) => {
      asked += 1;
      return (asked < 5 ? long : saying({ 'show version': 'ready\n' }))(line, out);
    },
    r2: answering,
  });
  const plan = await start([
    { id: 'a', devices: 'r1', command: 'show version', rows, wait_for: { match: 'ready', every_s: 1 } },
  ]);
  const passing = setInterval(() => clock.advance(1_000), 1);
  await plan.ended;
  clearInterval(passing);
  expect(asked).toBe(5);
  expect(statesOf(plan)).toEqual({ a: 'finished' });
});
