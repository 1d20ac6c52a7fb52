import { describe, expect, test } from 'vitest';
import { type ProgressNote, ProgressReporter } from '../../src/mcp/progress-reporter.ts';
import { FakeClock } from '../support/fake-clock.ts';

function setUp(send?: (note: ProgressNote) => Promise<void>) {
  const clock = new FakeClock();
  const sent: ProgressNote[] = [];
  const now = { progress: 0, total: 10, message: '' };
  const reporter = new ProgressReporter(
    send ??
      (async (note) => {
        sent.push(note);
      }),
    () => ({ ...now }),
    clock,
  );
  const advanceTo = (progress: number): void => {
    now.progress = progress;
    reporter.changed();
  };
  return { clock, sent, now, reporter, advanceTo };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('progress', () => {
  test('sends the first note at once and then one per 500 ms, the newest', async () => {
    const { clock, sent, advanceTo, reporter } = setUp();
    for (const progress of [0, 1, 2, 3]) advanceTo(progress);
    await settled();
    expect(sent.map((note) => note.progress)).toEqual([0]);
    clock.advance(499);
    await settled();
    expect(sent).toHaveLength(1);
    clock.advance(1);
    await settled();
    expect(sent.map((note) => note.progress)).toEqual([0, 3]);
    await reporter.finish();
  });

  test('always sends the last one, before finish resolves, and leaves no timer', async () => {
    const { clock, sent, advanceTo, reporter } = setUp();
    advanceTo(1);
    advanceTo(10);
    await reporter.finish();
    expect(sent.map((note) => note.progress)).toEqual([1, 10]);
    expect(clock.pending).toBe(0);
  });

  test('never sends a note that does not rise, nor one after the last', async () => {
    const { clock, sent, advanceTo, reporter } = setUp();
    advanceTo(4);
    clock.advance(1_000);
    advanceTo(4);
    await reporter.finish();
    advanceTo(9);
    clock.advance(1_000);
    await settled();
    expect(sent.map((note) => note.progress)).toEqual([4]);
  });

  test('keeps a message within 200 characters', async () => {
    const { sent, now, advanceTo, reporter } = setUp();
    now.message = 'x'.repeat(500);
    advanceTo(1);
    await reporter.finish();
    expect(sent[0]?.message).toHaveLength(200);
  });

  test('a client that is gone stops it and breaks nothing', async () => {
    let tries = 0;
    const { clock, advanceTo, reporter } = setUp(async () => {
      tries += 1;
      throw new Error('gone');
    });
    advanceTo(1);
    await settled();
    clock.advance(1_000);
    advanceTo(2);
    await reporter.finish();
    expect(tries).toBe(1);
    expect(clock.pending).toBe(0);
  });
});
