import { describe, expect, it } from 'vitest';
import { createReadiness, type ReadinessParts } from '../../src/app/create-readiness.ts';
import { FakeClock } from '../support/fake-clock.ts';

const fine: Omit<ReadinessParts, 'clock'> = {
  inventory: { current: async () => ({ source: 'x', devices: new Map(), groups: new Map(), warnings: [] }) },
  stateFolder: async () => {},
  draining: () => false,
};
const broken = async (): Promise<never> => {
  throw new Error('EACCES: /home/netops/secret');
};

const cases: readonly (readonly [Partial<ReadinessParts>, readonly string[]])[] = [
  [{}, []],
  [{ draining: () => true }, ['draining']],
  [{ inventory: { current: broken } }, ['inventory']],
  [{ stateFolder: broken }, ['state_folder']],
  [
    { inventory: { current: broken }, stateFolder: broken, draining: () => true },
    ['draining', 'inventory', 'state_folder'],
  ],
];

describe('createReadiness', () => {
  it.each(cases)('%j', async (parts, expected) => {
    expect(await createReadiness({ ...fine, ...parts, clock: new FakeClock() })()).toEqual(expected);
  });

  it('looks at the disk once a second at most, and at draining always', async () => {
    const clock = new FakeClock();
    let looks = 0;
    let draining = false;
    const stateFolder = async (): Promise<void> => {
      looks += 1;
    };
    const ready = createReadiness({ ...fine, clock, stateFolder, draining: () => draining });
    await Promise.all([ready(), ready()]);
    draining = true;
    expect(await ready()).toEqual(['draining']);
    expect(looks).toBe(1);
    clock.advance(1_000);
    await ready();
    expect(looks).toBe(2);
  });
});
