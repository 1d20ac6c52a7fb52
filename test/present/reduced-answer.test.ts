import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/event.ts';
import { runDocumentSchema, type View } from '../../src/model/run-document.ts';
import { presentRun } from '../../src/present/mcp-answer.ts';
import { foldEvents } from '../../src/result/run-fold.ts';
import type { Reduction, RunView } from '../../src/result/run-view.ts';
import { arbitraryRun } from '../result/arbitrary-run.ts';
import { answered, ended, foldOf, runId, started } from '../result/run-events.ts';
import { followNext } from './follow-next.ts';
import { finishedNames, namedByParts } from './named-devices.ts';

const routes = (count: number, via: string): string =>
  JSON.stringify({ route: Array.from({ length: count }, (_, index) => ({ to: `10.0.${index}.0/24`, via })) }, null, 2);

function jsonRun(answers: readonly string[]): RunView {
  const devices = answers.map((_, index) => `core-r${index + 1}`);
  const events = devices.flatMap((device, index) => answered(device, { stdout: answers[index] ?? '' }));
  return foldOf(started(devices, ['show route'], 'json'), [...events, ended()]);
}

describe('an answer in JSON', () => {
  it('is its value in the document, and printed in the text', () => {
    const { document, text } = presentRun(jsonRun([routes(1, 'ge-0'), routes(1, 'ge-0')]), {
      view: 'folded',
      maxChars: 4_000,
    });
    expect(document).toMatchObject({
      groups: [{ devices: 'core-r[1-2]', output_json: { route: [{ to: '10.0.0.0/24', via: 'ge-0' }] } }],
      truncated: null,
    });
    expect(text).toContain('\n  {\n   "to": "10.0.0.0/24",\n   "via": "ge-0"\n  }\n');
  });

  it('is text where it has to be cut, and lines then count as in get_output', () => {
    const run = jsonRun([routes(400, 'ge-0')]);
    const { document } = presentRun(run, { view: 'folded', maxChars: 4_000 });
    const [group] = document.groups ?? [];
    expect(group).not.toHaveProperty('output_json');
    expect(group?.omitted_chars).toBeGreaterThan(0);
    expect(routes(400, 'ge-0').startsWith(group?.output ?? 'x')).toBe(true);
    const offset = (group?.output?.split('\n').length ?? 0) - 1;
    expect(document.next).toEqual({ tool: 'get_output', arguments: { run_id: runId, device: 'core-r1', offset } });
    expect(followNext(run, { view: 'folded', maxChars: 4_000 }).seen.missing()).toEqual([]);
  });

  it('has a value with each device where those fit; one longer than an answer comes by itself, as text', () => {
    const run = jsonRun([routes(3, 'ge-0'), routes(400, 'ge-1')]);
    const { document } = presentRun(run, { view: 'per_device', maxChars: 6_000 });
    expect(document.results).toMatchObject([{ device: 'core-r1', output_json: {} }]);
    const next = presentRun(run, { view: 'per_device', maxChars: 6_000, devices: ['core-r2'] }).document;
    expect(next.results).toMatchObject([{ device: 'core-r2', output: expect.stringContaining('"route"') }]);
    expect(next.results?.[0]).not.toHaveProperty('output_json');
    expect(followNext(run, { view: 'per_device', maxChars: 6_000 }).seen.missing()).toEqual([]);
  });

  it('is not cut where the next answer has room for it', () => {
    const run = jsonRun(Array.from({ length: 20 }, (_, index) => routes(30, `ge-${index}`)));
    const devices = new Set(run.devices);
    for (let left = 20; left > 0; ) {
      const { document } = presentRun(run, { view: 'per_device', maxChars: 8_000, devices });
      const shown = document.results ?? [];
      expect(shown.length).toBeGreaterThan(1);
      for (const { device, output_json } of shown) {
        expect(output_json).toBeDefined();
        devices.delete(device);
      }
      left -= shown.length;
      expect(document.next === null).toBe(left === 0);
    }
  });

  it('says why it is none, and only that much of a group that is merely named', () => {
    const broken = Array.from({ length: 60 }, (_, index) => `{"a": ${index}\n`.repeat(40));
    const { document, text } = presentRun(jsonRun(broken), { view: 'folded', maxChars: 4_000 });
    expect(text).toContain('no JSON: line 2: expected a key');
    const merged = document.groups?.find(({ distinct }) => distinct !== undefined);
    expect(merged).not.toHaveProperty('output_note');
  });
});

describe('a reduced answer', () => {
  it('says in words what it shows', () => {
    const run = jsonRun(['{"a": 1}', '{"a": 1, "b": 2}', '{}']);
    const selected = presentRun(run, { view: 'folded', maxChars: 4_000, reduction: { select: 'a' } });
    expect(selected.text).toContain('selected from each answer: a\n');
    expect(selected.document).toMatchObject({
      select: 'a',
      groups: [
        { devices: 'core-r3', output_json: null },
        { devices: 'core-r[1-2]', output_json: 1 },
      ],
    });
    const matched = presentRun(run, { view: 'folded', maxChars: 4_000, reduction: { match: '"b"' } });
    expect(matched.text).toContain('only lines that match "\\"b\\""\n');
    expect(matched.text).toContain('(no line matches)');
    expect(matched.document).toMatchObject({ match: '"b"', groups: [{ output: '{"a": 1, "b": 2}' }, { output: '' }] });
  });

  it('asks for the same reduction when it goes on, and never for lines of whole answers', () => {
    const run = jsonRun([routes(400, 'ge-0')]);
    const reduction = { select: 'route[].to' };
    const { document } = presentRun(run, { view: 'folded', maxChars: 3_000, reduction });
    expect(document.next).toEqual({
      tool: 'get_run',
      arguments: {
        run_id: runId,
        view: 'per_device',
        from: { device: 'core-r1', offset: expect.any(Number) },
        select: 'route[].to',
      },
    });
    const { seen, calls } = followNext(run, { view: 'folded', maxChars: 3_000, reduction });
    expect(seen.missing()).toEqual([]);
    expect(calls.every(({ tool }) => tool === 'get_run')).toBe(true);
  });

  it('asks for it also while the run goes on', () => {
    const run = foldOf(started(['r1', 'r2']), answered('r1', { stdout: 'a\n' }));
    const { document } = presentRun(run, { view: 'folded', maxChars: 3_000, reduction: { match: 'a' } });
    expect(document.next).toEqual({ tool: 'get_run', arguments: { run_id: runId, match: 'a' } });
  });
});

/** The same run with JSON in most of its answers. */
function inJson(events: readonly RunEvent[]): readonly RunEvent[] {
  return events.map((event) => {
    if (event.type === 'run-started') return { ...event, format: 'json' };
    if (event.type !== 'output' || event.stream === 'stderr' || event.text.length % 4 === 3) return event;
    const value = { text: event.text.slice(0, 40), list: event.text.split('\n').slice(0, 300) };
    return { ...event, text: event.text.length % 4 === 0 ? JSON.stringify(value) : JSON.stringify(value, null, 3) };
  });
}

describe('any answer in JSON, whole or reduced (property)', () => {
  const reductions = fc.constantFrom<Reduction | null>(
    ...[null, { match: '1' }, { select: 'list' }, { select: 'list[0]' }, { select: '{n: length(list), text: text}' }],
  );
  const views = fc.constantFrom<View>('folded', 'per_device');
  const budget = fc.integer({ min: 2_000, max: 12_000 });

  it('keeps the budget, is valid, and names every device and command once', () => {
    fc.assert(
      fc.property(
        arbitraryRun,
        fc.boolean(),
        budget,
        views,
        reductions,
        (events, ownerAlive, maxChars, view, reduction) => {
          const run = foldEvents(inJson(events), { ownerAlive });
          const { document, text } = presentRun(run, { view, maxChars, reduction });
          expect(runDocumentSchema.parse(document)).toEqual(document);
          if (!document.truncated?.includes('the names alone')) {
            expect(JSON.stringify(document).length).toBeLessThanOrEqual(maxChars);
            expect(text.length).toBeLessThanOrEqual(maxChars);
          }
          const results = (document.results ?? []).filter(({ outcome }) => outcome === 'ok');
          const perDevice = results.map(({ command_index, device }) => `${command_index} ${device}`);
          const named = [...namedByParts(document), ...(view === 'per_device' ? perDevice : [])];
          expect(named.sort()).toEqual(finishedNames(run));
          if (document.truncated !== null) expect(document.next).not.toBeNull();
        },
      ),
      { numRuns: 80 },
    );
  });

  it('shows every character of what is left to whoever follows it to its end', () => {
    fc.assert(
      fc.property(arbitraryRun, budget, views, reductions, (events, maxChars, view, reduction) => {
        const run = foldEvents(inJson(events), { ownerAlive: false });
        expect(followNext(run, { view, maxChars, reduction }).seen.missing()).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
