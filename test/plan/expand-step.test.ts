import { describe, expect, it } from 'vitest';
import type { PlanRow } from '../../src/model/plan-row.ts';
import { planStepSchema } from '../../src/model/plan-step.ts';
import { expandStep } from '../../src/plan/expand-step.ts';

const rows: readonly PlanRow[] = [
  { device: 'r1', peer: '192.0.2.1' },
  { device: 'r2', peer: '192.0.2.1' },
  { device: 'r1', peer: '192.0.2.1' },
  { device: 'r1', peer: '2001:db8::1' },
];
const ping = planStepSchema.parse({
  id: 'ping',
  for_each: 'down',
  devices: '{{down.device}}',
  command: ['ping {{down.peer}} count 3', { label: 'route', command: 'show route {{down.peer}}' }],
});
const expanded = (given: readonly PlanRow[], step = ping) => expandStep(step, () => given);

describe('expandStep', () => {
  it('makes one request of the rows with the same command, each device once', () => {
    expect(expanded(rows)).toEqual({
      expansions: ['192.0.2.1', '2001:db8::1'].map((peer) => ({
        devices: peer === '192.0.2.1' ? ['"r1"', '"r2"'] : ['"r1"'],
        command: [`ping ${peer} count 3`, { label: 'route', command: `show route ${peer}` }],
      })),
      refused: [],
    });
  });

  it.each([
    ['a blank', '192.0.2.1 count 5'],
    ['a pipe', '192.0.2.1|no-more'],
    ['a line feed', '192.0.2.1\nrequest system reboot'],
    ['a quote', '"x"'],
    ['a semicolon', 'x;y'],
    ['too much', 'a'.repeat(129)],
    ['another script', '١٩٢'],
    ['a template', '{{down.peer}}'],
  ])('refuses a value with %s, and sends the other rows', (_what, peer) => {
    const { expansions, refused } = expanded([{ device: 'r9', peer }, ...rows]);
    expect(expansions).toHaveLength(2);
    expect(refused).toEqual([
      {
        row: { device: 'r9', peer },
        column: 'peer',
        why: 'the value is not one token of [A-Za-z0-9._:/-] with at most 128 characters',
      },
    ]);
  });

  it('refuses a row without the value', () => {
    const { refused } = expanded([{ device: 'r1' }, { device: 'r1', peer: null }, { device: 'r1', peer: '' }]);
    expect(refused.map(({ why }) => why)).toEqual(Array(3).fill('the row has no value there'));
  });

  it('takes a name for a name, whatever it says', () => {
    const { expansions } = expanded([{ device: 'all', peer: '192.0.2.1' }]);
    expect(expansions[0]?.devices).toEqual(['"all"']);
  });

  it('goes over the rows that where leaves', () => {
    const { expansions } = expandStep(
      ping,
      () => rows,
      ({ device }) => device === 'r2',
    );
    expect(expansions.map(({ devices }) => devices)).toEqual([['"r2"']]);
  });

  it('without for_each takes the devices of all rows for one request', () => {
    const step = planStepSchema.parse({ id: 'b', devices: ['{{a.device}}&@core', 'edge-r1'], command: 'show arp' });
    expect(expanded(rows, step)).toEqual({
      expansions: [{ devices: ['"r1"&@core', '"r2"&@core', 'edge-r1'], command: 'show arp' }],
      refused: [],
    });
    const only = planStepSchema.parse({ id: 'b', devices: '{{a.device}}', command: 'show arp' });
    expect(expanded([], only)).toEqual({ expansions: [], refused: [] });
  });
});
