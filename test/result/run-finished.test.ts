import { describe, expect, it } from 'vitest';
import { runFinished } from '../../src/result/run-finished.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeRun } from '../support/fake-run.ts';

describe('runFinished', () => {
  it('names no failed devices where none failed', () => {
    const run = new FakeRun('R1', ['r1'], 'show version', new FakeClock());
    run.answer('r1', 'text');
    run.finish();
    expect(runFinished(run.view).data).toMatchObject({ failed_devices: null, failed_device_count: 0 });
  });

  it('counts a device with several failed commands once, and leaves names out that are too long to send', () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `r${(index * 7_919) % 100_003}-${index}`);
    const run = new FakeRun('R1', names, ['show version', 'show arp'], new FakeClock());
    for (const name of names) for (const index of [0, 1]) run.fail(name, 'unreachable', index);
    run.finish();
    const { data } = runFinished(run.view);
    expect(data).toMatchObject({ failed_devices: null, failed_device_count: 2_000 });
    expect(JSON.stringify(data).length).toBeLessThan(4_000);
  });
});
