import { beforeEach, describe, expect, it } from 'vitest';
import { createLiveLine, liveText } from '../../src/cli/live-line.ts';
import { RunTally } from '../../src/present/run-tally.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeOutput } from '../support/fake-output.ts';
import { FakeRun } from '../support/fake-run.ts';

const clear = '\r\u001b[K';
const devices = ['core-r1', 'core-r2', 'core-r3'];

let clock: FakeClock;
let output: FakeOutput;

beforeEach(() => {
  clock = new FakeClock();
  output = new FakeOutput();
});

function follow(names = devices): { run: FakeRun; progress: RunTally } {
  const run = new FakeRun('RUN1', names, 'show version', clock);
  const progress = new RunTally(run.view);
  run.subscribe((event) => progress.take(event));
  return { run, progress };
}

describe('the live line, frame by frame', () => {
  it('counts, names the slowest, and is gone before the result', () => {
    const { run, progress } = follow();
    const line = createLiveLine(output, clock, progress);
    run.start('core-r3');
    clock.advance(50);
    run.start('core-r1');
    clock.advance(50);
    run.answer('core-r1', 'x');
    clock.advance(100);
    run.start('core-r2');
    run.fail('core-r2', 'auth_failed');
    clock.advance(12_000);
    run.answer('core-r3', 'x');
    clock.advance(100);
    line.close();
    const frames = output.text.split(clear).slice(1);
    expect(frames.slice(0, 5)).toEqual([
      '0/3 done',
      '0/3 done · slowest: core-r3 0 s, core-r1 0 s',
      '1/3 done · slowest: core-r3 0 s',
      '2/3 done · 1 failed · slowest: core-r3 0 s',
      '2/3 done · 1 failed · slowest: core-r3 1 s',
    ]);
    expect(frames.slice(-3)).toEqual(['2/3 done · 1 failed · slowest: core-r3 12 s', '3/3 done · 1 failed', '']);
    expect(clock.pending).toBe(0);
  });

  it('redraws at most ten times a second, however much happens', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `r${index}`);
    const { run, progress } = follow(names);
    const line = createLiveLine(output, clock, progress);
    for (const name of names) {
      run.start(name);
      run.answer(name, 'x');
      clock.advance(1);
    }
    expect(output.writes.length).toBeLessThanOrEqual(11);
    line.close();
  });

  it('writes nothing while nothing changes', () => {
    const { progress } = follow();
    const line = createLiveLine(output, clock, progress);
    clock.advance(5_000);
    expect(output.writes).toEqual([`${clear}0/3 done`]);
    line.close();
    line.close();
    expect(output.writes).toEqual([`${clear}0/3 done`, clear]);
  });

  it('comes back below other text', () => {
    const { progress } = follow();
    const line = createLiveLine(output, clock, progress);
    line.clear();
    output.write('a message\n');
    clock.advance(100);
    expect(output.text).toBe(`${clear}0/3 done${clear}a message\n${clear}0/3 done`);
    line.close();
  });

  it('leaves the last column free', () => {
    output.columns = 20;
    const { run, progress } = follow();
    run.start('core-r1');
    createLiveLine(output, clock, progress).close();
    expect(output.text).toBe(`${clear}0/3 done · slowest…${clear}`);
  });
});

describe('its text', () => {
  it.each([0, 1, 5, 19, 200])('fits %i columns', (width) => {
    const { run, progress } = follow();
    run.start('core-r1');
    expect([...liveText(progress, clock.now(), width)].length).toBeLessThanOrEqual(Math.max(width, 1));
  });

  it('takes what moves the cursor out of names', () => {
    const { run, progress } = follow(['core\u001b[2J\r\n-r1']);
    run.start('core\u001b[2J\r\n-r1');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    expect(liveText(progress, clock.now(), 80)).not.toMatch(/[\u0000-\u001f\u007f]/);
  });

  it('takes up a run that is under way', () => {
    const run = new FakeRun('RUN1', devices, ['show version', 'show route'], clock);
    run.start('core-r1');
    run.answer('core-r1', 'x');
    run.start('core-r2');
    run.fail('core-r2', 'connection_lost');
    run.start('core-r1', 1);
    clock.advance(3_000);
    const progress = new RunTally(run.view);
    expect(liveText(progress, clock.now(), 80)).toBe('2/6 done · 1 failed · slowest: core-r1 3 s');
  });
});
