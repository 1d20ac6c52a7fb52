import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runDocumentSchema, type View } from '../../src/model/run-document.ts';
import { presentRun } from '../../src/present/mcp-answer.ts';
import { pageOutput } from '../../src/result/output-page.ts';
import { foldEvents } from '../../src/result/run-fold.ts';
import type { RunView } from '../../src/result/run-view.ts';
import { arbitraryRun } from '../result/arbitrary-run.ts';
import { type Answer, answered, ended, foldOf, runId, started } from '../result/run-events.ts';
import { expand, finishedNames, namedByParts } from './named-devices.ts';

function fleet(count: number, answer: (index: number) => Answer, commands?: readonly string[]): RunView {
  const devices = Array.from({ length: count }, (_, index) => `core-r${index + 1}`);
  const events = devices.flatMap((device, index) =>
    (commands ?? ['x']).flatMap((_, commandIndex) => answered(device, { ...answer(index), commandIndex })),
  );
  return foldOf(started(devices, commands), [...events, ended()]);
}

const present = (view: RunView, maxChars = 40_000, form: View = 'folded') => presentRun(view, { view: form, maxChars });
const lines = (count: number, word = 'line'): string =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}\n`).join('');

describe('a folded answer', () => {
  it('holds everything when it fits, results in compact form', () => {
    const view = foldOf(started(['r1', 'r2', 'r3']), [
      ...answered('r1', { stdout: 'a\n' }),
      ...answered('r2', { stdout: 'a\n' }),
      ...answered('r3', { outcome: 'busy', hint: 'later' }),
      ended(),
    ]);
    const { document } = present(view);
    expect(document).toMatchObject({ truncated: null, next: null, groups: [{ devices: 'r[1-2]', output: 'a\n' }] });
    expect(document.results).toEqual([
      { device: 'r1', outcome: 'ok', group: 1, execution_duration: 0.1 },
      { device: 'r2', outcome: 'ok', group: 1, execution_duration: 0.1 },
      { device: 'r3', outcome: 'busy', execution_duration: 0.1 },
    ]);
  });

  it('tells several commands apart in compact results', () => {
    const { document } = present(fleet(1, () => ({}), ['a', 'b']));
    expect(document.results?.map((result) => result.command_index)).toEqual([0, 1]);
  });

  it('leaves out results over a quarter of the budget: durations stand with the groups, next brings single ones', () => {
    const { document } = present(
      fleet(1_000, (index) => ({ stdout: 'same\n', startMs: 0, endMs: 100 + index })),
      10_000,
    );
    expect(document.results).toBeUndefined();
    expect(document.groups).toEqual([
      expect.objectContaining({
        devices: 'core-r[1-1000]',
        count: 1_000,
        durations: { min: 0.1, median: 0.6, max: 1.099 },
        output: 'same\n',
      }),
    ]);
    expect(document.truncated).toContain('1000 of 1000 single results');
    expect(document.next).toEqual({
      tool: 'get_run',
      arguments: { run_id: runId, view: 'per_device' },
    });
  });

  it('holds the results whenever they take a quarter at most, also where groups merge: their ids then agree', () => {
    const view = fleet(25, (index) => ({ stdout: lines(60, `r${index % 20}`) }));
    const { document, text } = present(view, 8_000);
    expect(document.results).toHaveLength(25);
    const last = document.groups?.at(-1);
    expect(last?.distinct).toBeGreaterThan(1);
    for (const { device, group } of document.results ?? []) {
      const groups = document.groups?.filter(({ devices }) => expand(devices).includes(device));
      expect(groups?.map(({ id }) => id)).toEqual([group]);
    }
    expect(JSON.stringify(document).length).toBeLessThanOrEqual(8_000);
    expect(text.length).toBeLessThanOrEqual(8_000);
  });

  it('tells in its text how long everything took', () => {
    const at = (index: number) => ({ stdout: 'same\n', startMs: 0, endMs: 100 + index });
    const { text } = present(fleet(3, at));
    expect(text).toContain('\nslowest: core-r3 0.102 s, core-r2 0.101 s, core-r1 0.1 s\n');
    expect(text).toContain('\nseconds: core-r1 0.1, core-r2 0.101, core-r3 0.102\n');
    const several = present(fleet(1, at, ['a', 'b']));
    expect(several.text).toContain('\nseconds of command 1 (b): core-r1 0.1\n');
    const many = present(fleet(1_000, at), 10_000);
    expect(many.text).toContain('(0.1 to 1.099 s, median 0.6 s)');
    expect(many.text).not.toContain('\nseconds');
    const failed = fleet(2, (index) => (index === 0 ? { outcome: 'busy', endMs: 35 } : at(index)));
    const perDevice = present(failed, 40_000, 'per_device');
    expect(perDevice.text).toContain('\nseconds: core-r1 0.025\n');
    expect(perDevice.text).toContain('--- core-r2: show version (0.1 s)');
  });

  it('cuts the longest outputs first, at the end of a line, and names the call for the rest', () => {
    const long = lines(3_000);
    const view = fleet(3, (index) => ({ stdout: index === 0 ? long : `short ${index}\n` }));
    const { document } = present(view, 5_000);
    const [cut, ...whole] = document.groups ?? [];
    expect(whole.map(({ output, omitted_chars }) => [output, omitted_chars])).toEqual([
      ['short 1\n', undefined],
      ['short 2\n', undefined],
    ]);
    expect(cut?.output).toMatch(/\n$/);
    expect(long.startsWith(cut?.output ?? '-')).toBe(true);
    expect((cut?.output?.length ?? 0) + (cut?.omitted_chars ?? 0)).toBe(long.length);
    expect(document.truncated).toContain(`${cut?.omitted_chars} characters of 1 outputs`);
    const offset = cut?.output?.split('\n').length ?? 0;
    expect(document.next).toEqual({
      tool: 'get_output',
      arguments: { run_id: runId, device: 'core-r1', offset: offset - 1 },
    });
    const rest = pageOutput(long, { offset: offset - 1, limit: 10_000, maxChars: 1_000_000 });
    expect(`${cut?.output}${rest.text}`).toBe(long);
    expect(JSON.stringify(document).length).toBeGreaterThan(4_500);
  });

  it('shows the beginning of a single gigantic line', () => {
    const { document } = present(
      fleet(1, () => ({ stdout: 'x'.repeat(1_000_000) })),
      2_000,
    );
    expect(document.groups?.[0]?.output?.length).toBeGreaterThan(200);
    expect(document.next?.tool).toBe('get_output');
  });

  it('only names devices where a thousand answers all differ, after those that fit', () => {
    const view = fleet(1_000, (index) => ({ stdout: lines(20, `r${index}`) }));
    const { document, text } = present(view, 20_000);
    const last = document.groups?.at(-1);
    const shown = (document.groups?.length ?? 0) - 1;
    expect(shown).toBeGreaterThan(20);
    expect(last).toMatchObject({ output: '', distinct: 1_000 - shown, count: 1_000 - shown });
    expect(document.groups?.map(({ id }) => id)).toEqual(Array.from({ length: shown + 1 }, (_, index) => index + 1));
    expect(namedByParts(document)).toEqual(finishedNames(view));
    expect(document.next?.arguments.devices).toMatch(/^core-r\[/);
    expect(text).toContain(`${1_000 - shown} different answers, left out`);
  });

  it('merges failures that only their hints tell apart rather than leaving out a device', () => {
    const view = fleet(800, (index) => ({
      outcome: 'unknown_device',
      message: 'not in the inventory',
      hint: `did you mean core-x${index}?`,
    }));
    const { document } = present(view, 5_000);
    expect(document.failures).toEqual([
      expect.objectContaining({ devices: 'core-r[1-800]', message: 'not in the inventory', distinct: 800 }),
    ]);
    const many = present(
      fleet(800, (index) => ({ outcome: 'defect', message: `bug ${index}` })),
      5_000,
    );
    expect(many.document.failures).toEqual([
      expect.objectContaining({ message: '800 different messages', count: 800 }),
    ]);
  });

  it('lets the budget yield to names, and says so', () => {
    const devices = Array.from(
      { length: 500 },
      (_, index) => `${(index * 7_919) % 997}-${'x'.repeat(index % 30)}-site`,
    );
    const view = foldOf(started(devices), [...devices.flatMap((device) => answered(device)), ended()]);
    const { document, text } = present(view, 2_000);
    expect(namedByParts(document)).toEqual(finishedNames(view));
    expect(document.truncated).toContain('names alone');
    expect(text).toContain('names alone');
  });

  it('asks to wait for a run that goes on, with the same filters', () => {
    const view = foldOf(started(['r1', 'r2']), answered('r1', { stdout: 'a' }));
    const { document, text } = presentRun(view, {
      view: 'per_device',
      maxChars: 5_000,
      devices: ['r1', 'r2'],
      outcomes: ['ok'],
    });
    expect(document.pending).toBe('r2');
    expect(document.next).toEqual({
      tool: 'get_run',
      arguments: { run_id: runId, view: 'per_device', devices: 'r[1-2]', outcome: ['ok'] },
    });
    expect(text).toContain('pending: r2');
  });

  it('keeps differing partial outputs with their results, and cuts them too', () => {
    const view = foldOf(started(['r1', 'r2']), [
      ...answered('r1', { outcome: 'command_timeout', stdout: 'first half\n' }),
      ...answered('r2', { outcome: 'command_timeout', stdout: lines(5_000) }),
      ended(),
    ]);
    const { document, text } = present(view, 4_000);
    const [first, second] = document.results ?? [];
    expect(first?.output).toBe('first half\n');
    expect(second?.omitted_chars).toBeGreaterThan(0);
    expect(document.next).toMatchObject({ tool: 'get_output', arguments: { device: 'r2' } });
    expect(text).toContain('first half');
  });

  it('says that partial output is missing where there was no room for results', () => {
    const view = fleet(300, (index) => ({ outcome: 'command_timeout', stdout: `half ${index}\n` }));
    const { document } = present(view, 2_000);
    expect(document.results).toBeUndefined();
    expect(document.truncated).toContain('partial output of 300 failed results');
    expect(document.next).toEqual({
      tool: 'get_run',
      arguments: { run_id: runId, view: 'per_device' },
    });
  });
});

describe('a per-device answer', () => {
  it('holds whole results when they fit', () => {
    const { document } = present(
      fleet(2, () => ({ stdout: 'a\n' })),
      40_000,
      'per_device',
    );
    expect(document.groups).toBeUndefined();
    expect(document.results).toEqual([
      expect.objectContaining({ device: 'core-r1', output: 'a\n', status: 'success', start_time: expect.any(String) }),
      expect.objectContaining({ device: 'core-r2', output: 'a\n' }),
    ]);
  });

  it('shows whole outputs as long as they fit, cuts the last, only names the rest and goes on at the cut', () => {
    const view = fleet(400, (index) => ({ stdout: lines(600, `r${index}`) }));
    const { document } = present(view, 12_000, 'per_device');
    const shown = document.results?.map(({ device }) => device) ?? [];
    expect(shown.length).toBeGreaterThan(1);
    expect([...shown, ...expand(document.groups?.[0]?.devices ?? null)]).toEqual(view.devices);
    const omitted = document.results?.map(({ omitted_chars }) => omitted_chars ?? 0) ?? [];
    expect(omitted.slice(0, -1).every((each) => each === 0)).toBe(true);
    expect(omitted.at(-1)).toBeGreaterThan(0);
    const offset = (document.results?.at(-1)?.output?.split('\n').length ?? 0) - 1;
    expect(document.next?.arguments).toEqual({
      run_id: runId,
      view: 'per_device',
      devices: `core-r[${shown.length}-400]`,
      from: { device: shown.at(-1), offset },
    });
  });

  it('goes on within a device, and with get_output where only the end of one output is missing', () => {
    const view = fleet(1, () => ({ stdout: lines(150) }), ['a', 'b']);
    const { document } = present(view, 2_000, 'per_device');
    const [first] = document.results ?? [];
    const offset = (first?.output?.split('\n').length ?? 0) - 1;
    expect(document.next).toEqual({
      tool: 'get_run',
      arguments: { run_id: runId, view: 'per_device', from: { device: 'core-r1', offset } },
    });
    const from = { device: 'core-r1', command: 1, offset: 5 };
    const rest = presentRun(view, { view: 'per_device', maxChars: 2_000, from, nextMaxChars: 2_000 });
    const [result, more] = rest.document.results ?? [];
    expect(more).toBeUndefined();
    expect(result).toMatchObject({ command: 'b', output_from_line: 6, output: expect.stringMatching(/^line 6\n/) });
    expect(rest.text).toContain('from line 6 on');
    const shown = (result?.output?.split('\n').length ?? 0) - 1;
    expect(rest.document.next).toEqual({
      tool: 'get_output',
      arguments: { run_id: runId, device: 'core-r1', command: 1, offset: 5 + shown, max_chars: 2_000 },
    });
  });
});

describe('any answer (property)', () => {
  const budget = fc.integer({ min: 2_000, max: 20_000 });
  const views = fc.constantFrom<View>('folded', 'per_device');

  it('keeps the budget, is valid, and names every device and command once', () => {
    fc.assert(
      fc.property(arbitraryRun, fc.boolean(), budget, views, (events, ownerAlive, maxChars, view) => {
        const fold = foldEvents(events, { ownerAlive });
        const { document, text } = presentRun(fold, { view, maxChars });
        expect(runDocumentSchema.parse(document)).toEqual(document);
        if (!document.truncated?.includes('the names alone')) {
          expect(JSON.stringify(document).length).toBeLessThanOrEqual(maxChars);
          expect(text.length).toBeLessThanOrEqual(maxChars);
        }
        const unfinished = fold.rows().filter((row) => row.finished === null);
        expect(new Set(expand(document.pending))).toEqual(new Set(unfinished.map((row) => row.device)));
        const results = (document.results ?? []).filter(({ outcome }) => outcome === 'ok');
        const named = [
          ...namedByParts(document),
          ...(view === 'per_device' ? results.map(({ command_index, device }) => `${command_index} ${device}`) : []),
        ];
        expect(named.sort()).toEqual(finishedNames(fold));
        if (document.truncated !== null) expect(document.next).not.toBeNull();
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is what is tested
        expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 300 },
    );
  });
});
