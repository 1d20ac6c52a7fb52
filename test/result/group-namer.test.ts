import { expect, it } from 'vitest';
import { presentRun } from '../../src/present/mcp-answer.ts';
import { groupNamer } from '../../src/result/group-namer.ts';
import { answered, ended, foldOf, started } from './run-events.ts';

const groups = new Map([
  ['core', ['r1', 'r2']],
  ['fra', ['r2', 'r1']],
  ['edge', ['r3', 'r4', 'r5']],
  ['alone', ['r6']],
]);

it('names the group that has exactly these devices, in any order', () => {
  const name = groupNamer(groups);
  expect(name(['r2', 'r1'])).toBe('core');
  expect(name(['r3', 'r4', 'r5'])).toBe('edge');
  for (const none of [['r1'], ['r6'], ['r1', 'r3'], ['r3', 'r4'], ['r1', 'r2', 'r3'], []])
    expect(name(none)).toBeNull();
  expect(groupNamer()(['r1', 'r2'])).toBeNull();
});

it('stands beside the devices of an answer, in both forms', () => {
  const devices = ['r1', 'r2', 'r3', 'r4', 'r5'];
  const events = devices.flatMap((device, index) => answered(device, { stdout: index < 2 ? 'a\n' : 'b\n' }));
  const view = foldOf(started(devices), [...events, ended()]);
  const { document, text } = presentRun(view, { view: 'folded', maxChars: 10_000, groups });
  expect(document.groups?.map((group) => [group.devices, group.inventory_group])).toEqual(
    expect.arrayContaining([
      ['r[1-2]', 'core'],
      ['r[3-5]', 'edge'],
    ]),
  );
  expect(text).toContain('r[1-2] (2, all of @core)');
});
