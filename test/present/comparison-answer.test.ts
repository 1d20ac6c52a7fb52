import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonDocumentSchema } from '../../src/model/comparison-document.ts';
import { noMasks } from '../../src/model/masker.ts';
import { expandNames } from '../../src/model/selector/expand-names.ts';
import { presentComparison, wholeComparisonDocument } from '../../src/present/comparison-answer.ts';
import { compareRuns } from '../../src/result/compare-runs.ts';
import { foldEvents } from '../../src/result/run-fold.ts';
import type { RunView } from '../../src/result/run-view.ts';
import { arbitraryRun } from '../result/arbitrary-run.ts';
import { answered, ended, foldOf, started } from '../result/run-events.ts';

/** All answers from the first to where `next` is null. */
function pages(before: RunView, after: RunView, maxChars: number) {
  const found: ReturnType<typeof presentComparison>[] = [];
  for (let from: { change: number; line: number } | undefined; ; ) {
    const page = presentComparison(before, after, { masker: noMasks, maxChars, from });
    found.push(page);
    const next = page.document.next?.arguments.from;
    if (next === undefined) return found;
    const { change, line = 0 } = next as { change: number; line?: number };
    if (from !== undefined) expect(change * 1_000_000 + line).toBeGreaterThan(from.change * 1_000_000 + from.line);
    from = { change, line };
  }
}

const isOver = (truncated: string | null): boolean => truncated?.includes('the names alone') ?? false;

const fleet = (count: number, stdout: (index: number) => string) =>
  foldOf(started(Array.from({ length: count }, (_, index) => `core-r${index + 1}`)), [
    ...Array.from({ length: count }, (_, index) => answered(`core-r${index + 1}`, { stdout: stdout(index) })).flat(),
    ended(),
  ]);

describe('presentComparison', () => {
  it('says the counts, equal changes once, and what is the same', () => {
    const before = fleet(8, () => 'a\n10.0.0.9 Establ\n');
    const after = fleet(8, (index) => (index < 6 ? 'a\n' : 'a\n10.0.0.9 Establ\n'));
    const { document, text } = presentComparison(before, after, { masker: noMasks, maxChars: 40_000 });
    expect(comparisonDocumentSchema.parse(document)).toEqual(document);
    expect(document).toMatchObject({
      summary: { total: 8, same: 2, changed: 6, new: 0, gone: 0, failed: 0 },
      changed: [{ devices: 'core-r[1-6]', count: 6, removed: 1, added: 0, diff: '-10.0.0.9 Establ\n' }],
      same: [{ devices: 'core-r[7-8]', count: 2 }],
      truncated: null,
      next: null,
    });
    expect(text).toMatch(/^show version: 2 same, 6 changed /);
    expect(text).toContain('changed core-r[1-6] (6): show version: 1 gone\n~~~~\n-10.0.0.9 Establ\n~~~~');
  });

  it('cuts between lines, names every device at once, and `next` brings all the rest', () => {
    const before = fleet(40, () => 'x\n');
    const after = fleet(40, (index) => Array.from({ length: 30 }, (_, line) => `r${index} line ${line}\n`).join(''));
    const all = pages(before, after, 4_000);
    for (const { document, text } of all) {
      expect(Math.max(JSON.stringify(document).length, text.length)).toBeLessThanOrEqual(4_000);
    }
    const [first, ...others] = all;
    const named = first?.document.changed.flatMap(({ devices }) => expandNames(devices)) ?? [];
    expect(new Set(named).size).toBe(40);
    expect(first?.document.truncated).toContain('left out to stay within 4000 characters: ');
    expect(others.length).toBeGreaterThan(5);
    const shown = all.flatMap(({ document }) => document.changed.map(({ diff }) => diff)).join('');
    expect(shown).toBe(
      wholeComparisonDocument(before, after, { masker: noMasks })
        .changed.map(({ diff }) => diff)
        .join(''),
    );
  });

  it('goes on with the same devices, masks and size', () => {
    const [before, after] = [fleet(20, () => 'x\n'), fleet(20, (index) => `${'y'.repeat(300)}${index}\n`)];
    const devices = new Set([
      'core-r1',
      'core-r2',
      ...Array.from({ length: 10 }, (_, index) => `core-r${index + 5}`),
      'r77',
    ]);
    const asked = { masker: noMasks, maxChars: 2_500, nextMaxChars: 2_500, nextMask: false, devices } as const;
    expect(presentComparison(before, after, asked).document.next).toEqual({
      tool: 'compare_runs',
      arguments: {
        ...{ run_a: before.runId, run_b: after.runId, devices: 'core-r[1-2,5-14]', mask: false, max_chars: 2_500 },
        from: expect.objectContaining({ change: expect.any(Number) }),
      },
    });
  });

  it('names what was asked for and is in neither run, once', () => {
    const [before, after] = [fleet(20, () => 'x\n'), fleet(20, (index) => `${'y'.repeat(300)}${index}\n`)];
    const devices = new Set([...before.devices, 'core-r99', ...Array.from({ length: 99 }, (_, index) => `x${index}y`)]);
    const asked = { masker: noMasks, maxChars: 4_000, devices } as const;
    const { document, text } = presentComparison(before, after, asked);
    expect(comparisonDocumentSchema.parse(document)).toEqual(document);
    expect(document.summary.total).toBe(20);
    expect(document.absent?.count).toBe(100);
    expect(text).toMatch(/^in neither run: core-r99,x\[0-98\]y \(100\)$/m);
    const next = presentComparison(before, after, { ...asked, from: { change: 1, line: 0 } });
    expect(next.document.absent).toBeUndefined();
    expect(wholeComparisonDocument(before, after, { masker: noMasks }).absent).toBeUndefined();
  });

  it('is quick with thousands of devices that all changed otherwise', () => {
    const before = fleet(3_000, (index) => `version 1 of ${index}\n`);
    const after = fleet(3_000, (index) => `version 2 of ${index}\n`);
    const { document, text } = presentComparison(before, after, { masker: noMasks, maxChars: 40_000 });
    expect(Math.max(JSON.stringify(document).length, text.length)).toBeLessThanOrEqual(40_000);
    expect(new Set(document.changed.flatMap(({ devices }) => expandNames(devices))).size).toBe(3_000);
  });

  it('never exceeds its size but for names, and follows `next` to the end of every diff', () => {
    fc.assert(
      fc.property(arbitraryRun, arbitraryRun, fc.integer({ min: 2_000, max: 9_000 }), (first, second, maxChars) => {
        const [before, after] = [first, second].map((events) => foldEvents(events, { ownerAlive: false }));
        if (before === undefined || after === undefined) throw new Error('two runs');
        const all = pages(before, after, maxChars);
        for (const { document, text } of all) {
          const size = Math.max(JSON.stringify(document).length, text.length);
          if (size > maxChars) expect(isOver(document.truncated)).toBe(true);
          expect(document.next === null).toBe(document.truncated === null);
        }
        const { rows } = compareRuns(before, after);
        const document = all[0]?.document;
        const lists = [...(document?.changed ?? []), ...(document?.failed ?? []), ...(document?.new ?? [])];
        const named = [...lists, ...(document?.gone ?? []), ...(document?.same ?? [])].flatMap(({ devices }) =>
          expandNames(devices),
        );
        expect(new Set(named)).toEqual(new Set(rows.map(({ device }) => device)));
        const whole = wholeComparisonDocument(before, after, { masker: noMasks });
        const shown = all.flatMap((page) => page.document.changed.map(({ diff }) => diff)).join('');
        expect(shown).toBe(whole.changed.map(({ diff }) => diff).join(''));
      }),
      { numRuns: 60 },
    );
  });
});
