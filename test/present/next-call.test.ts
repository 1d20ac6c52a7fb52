import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import type { View } from '../../src/model/run-document.ts';
import { presentRun } from '../../src/present/mcp-answer.ts';
import { foldEvents } from '../../src/result/run-fold.ts';
import type { RunView } from '../../src/result/run-view.ts';
import { arbitraryRun } from '../result/arbitrary-run.ts';
import { type Answer, answered, ended, foldOf, runId, started } from '../result/run-events.ts';
import { followNext } from './follow-next.ts';

function runOf(devices: readonly string[], answer: (index: number) => Answer): RunView {
  const events = devices.flatMap((device, index) => answered(device, answer(index)));
  return foldOf(started(devices), [...events, ended()]);
}

const core = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `core-r${index + 1}`);
const lines = (count: number, word: string): string =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}\n`).join('');

describe('next', () => {
  it('leads from three cut outputs to every line of each', () => {
    const view = runOf(core(3), (index) => ({ stdout: lines(900, `configuration of ${index}`) }));
    const { seen, calls } = followNext(view, { view: 'folded', maxChars: 4_000 });
    expect(calls[0]).toEqual({
      tool: 'get_run',
      arguments: { run_id: runId, view: 'per_device', max_chars: 4_000 },
    });
    expect(seen.missing()).toEqual([]);
    expect(calls.at(-1)).toMatchObject({ tool: 'get_output', arguments: { device: 'core-r3' } });
  });

  it('leads through 500 devices whose answers all differ', () => {
    const view = runOf(core(500), (index) => ({ stdout: lines(40, `r${index}`) }));
    const { seen, calls } = followNext(view, { view: 'folded', maxChars: 40_000 });
    expect(seen.missing()).toEqual([]);
    expect(calls.length).toBeLessThan(20);
  });

  it('reaches every device where their names are too long for a selector', () => {
    const names = Array.from({ length: 300 }, (_, index) => `${'abcdefg'[index % 7]}-${'x'.repeat(index % 40)}-site`);
    const devices = [...new Set(names)];
    const view = runOf(devices, (index) => ({ stdout: lines(30, `r${index}`) }));
    for (const form of ['folded', 'per_device'] as const) {
      const { seen, calls } = followNext(view, { view: form, maxChars: 6_000 });
      expect(seen.missing()).toEqual([]);
      expect(calls.some(({ arguments: args }) => args.devices === undefined && args.from !== undefined)).toBe(true);
    }
  });

  it('gets on through overlong lines and where the names alone fill the answer', () => {
    const long = runOf(core(3), (index) => ({ stdout: `${index}`.repeat(5_000) }));
    expect(followNext(long, { view: 'folded', maxChars: 2_000 }).seen.missing()).toEqual([]);
    const names = Array.from({ length: 60 }, (_, index) => `${'x'.repeat(index)}-${(index * 7) % 61}-site`);
    const many = runOf(names, (index) => ({ stdout: lines(90, `r${index}`) }));
    expect(followNext(many, { view: 'per_device', maxChars: 2_000 }).seen.missing()).toEqual([]);
  });

  it('misses no output where the last two are both cut', () => {
    const outputs = (index: number): readonly RunEvent[] =>
      [0, 1].flatMap((commandIndex) =>
        answered(`core-r${index}`, { commandIndex, stdout: `${index + commandIndex}\n${'\u0001'.repeat(9_000)}\n` }),
      );
    const view = foldOf(started(core(3), ['show x', 'show y']), [...[1, 2, 3].flatMap(outputs), ended()]);
    for (const form of ['folded', 'per_device'] as const) {
      expect(followNext(view, { view: form, maxChars: 2_000 }).seen.missing()).toEqual([]);
    }
  });

  it('keeps the outcomes asked for', () => {
    const view = runOf(core(4), (index) => ({
      outcome: index < 2 ? 'command_timeout' : 'ok',
      stdout: lines(900, `r${index}`),
    }));
    const { seen, calls } = followNext(view, { view: 'folded', maxChars: 4_000, outcomes: ['command_timeout'] });
    expect(seen.missing()).toEqual(['0 core-r3', '0 core-r4']);
    expect(calls[0]?.arguments).toMatchObject({ devices: 'core-r[1-2]', outcome: ['command_timeout'] });
  });

  it('says which single results it does not bring', () => {
    const view = runOf(core(400), (index) => ({ stdout: index < 2 ? lines(900, `r${index}`) : 'same\n' }));
    const { document } = presentRun(view, { view: 'folded', maxChars: 4_000 });
    expect(document.next?.arguments.devices).toBe('core-r[1-2]');
    expect(document.truncated).toContain(
      '400 of 400 single results (next brings those of missing outputs only, get_run with view "per_device" brings all)',
    );
  });

  it('says where stderr is cut, and leads to it', () => {
    const view = runOf(core(1), () => ({ stdout: 'a\n', stderr: 'x'.repeat(900) }));
    const { document } = presentRun(view, { view: 'folded', maxChars: 4_000 });
    expect(document.groups?.[0]?.omitted_chars).toBe(400);
    expect(document.truncated).toContain('the end of stderr of 1 results');
    expect(document.next).toMatchObject({ tool: 'get_output', arguments: { device: 'core-r1' } });
  });

  it('leaves control characters no more room than others', () => {
    const hostile = '\u0001'.repeat(5_000);
    const view = runOf(core(2), (index) => ({ stdout: `${index}${hostile}`, stderr: hostile }));
    for (const form of ['folded', 'per_device'] as const) {
      const { document, text } = presentRun(view, { view: form, maxChars: 3_000 });
      expect(Math.max(JSON.stringify(document).length, text.length)).toBeLessThanOrEqual(3_000);
      expect(followNext(view, { view: form, maxChars: 3_000 }).seen.missing()).toEqual([]);
    }
  });

  it('leaves tildes no more room than others', () => {
    const view = runOf(core(2), (index) => ({ stdout: `${index}${'~'.repeat(8_000)}` }));
    const { document } = presentRun(view, { view: 'folded', maxChars: 40_000 });
    expect(document.truncated).toBe(null);
  });

  it('shows every character of every output to whoever follows it to its end (property)', () => {
    const forms = fc.constantFrom<View>('folded', 'per_device');
    const budget = fc.integer({ min: 2_000, max: 12_000 });
    fc.assert(
      fc.property(arbitraryRun, budget, forms, (events, maxChars, form) => {
        const view = foldEvents(events, { ownerAlive: false });
        expect(followNext(view, { view: form, maxChars }).seen.missing()).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
