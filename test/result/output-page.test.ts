import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { type PageRequest, pageOutput } from '../../src/result/output-page.ts';
import { FakeClock } from '../support/fake-clock.ts';

const numbered = (count: number): string => Array.from({ length: count }, (_, i) => `line ${i + 1}\n`).join('');

/** With room for every page here unless the test says otherwise. */
const pageOf = (text: string, request: Partial<PageRequest> = {}) => pageOutput(text, { maxChars: 30_000, ...request });

describe('pageOutput', () => {
  it('gives 500 lines by default and says where the next page begins', () => {
    const page = pageOf(numbered(1_200));
    expect(page).toMatchObject({ from_line: 1, to_line: 500, total_lines: 1_200, next_offset: 500 });
    expect(page.text.endsWith('line 500\n')).toBe(true);
    expect(pageOf(numbered(1_200), { offset: 1_000 })).toMatchObject({
      from_line: 1_001,
      to_line: 1_200,
      next_offset: null,
    });
  });

  it('keeps text byte for byte, also without a last line feed and with CR LF', () => {
    expect(pageOf('a\r\n\r\nb')).toEqual({
      text: 'a\r\n\r\nb',
      from_line: 1,
      to_line: 3,
      total_lines: 3,
      next_offset: null,
    });
  });

  it('shows an empty page for no output and beyond the end', () => {
    expect(pageOf('')).toEqual({ text: '', from_line: 0, to_line: 0, total_lines: 0, next_offset: null });
    expect(pageOf('a\n', { offset: 7 })).toMatchObject({
      text: '',
      from_line: 0,
      total_lines: 1,
      next_offset: null,
    });
  });

  it('gives the last lines', () => {
    const page = pageOf(numbered(900), { tail: 2 });
    expect(page).toMatchObject({ text: 'line 899\nline 900\n', from_line: 899, to_line: 900, next_offset: null });
    expect(pageOf(numbered(900), { tail: 800, limit: 10 })).toMatchObject({ from_line: 101, next_offset: 110 });
    expect(pageOf(numbered(3), { tail: 10 }).text).toBe(numbered(3));
  });

  it('refuses tail together with offset', () => {
    expect(() => pageOf('a', { tail: 1, offset: 1 })).toThrow(
      expect.objectContaining({ code: 'bad_request', hint: expect.any(String) }),
    );
  });

  it('shows lines around a match, places that are apart with -- between them', () => {
    const text = numbered(30);
    const page = pageOf(text, { grep: ' (3|5|20)$', context: 1 });
    expect(page.text).toBe(
      '2-line 2\n3:line 3\n4-line 4\n5:line 5\n6-line 6\n--\n19-line 19\n20:line 20\n21-line 21\n',
    );
    expect(page).toMatchObject({ from_line: 2, to_line: 21, matched_lines: 3, next_offset: null });
    expect(pageOf(text, { grep: ' (1|30)$', context: 2 }).text).toBe(
      '1:line 1\n2-line 2\n3-line 3\n--\n28-line 28\n29-line 29\n30:line 30\n',
    );
    expect(pageOf(text, { grep: ' (1|30)$' }).text).toBe('1:line 1\n30:line 30\n');
  });

  it('counts context into the page, and goes on within it', () => {
    const text = numbered(30);
    const first = pageOf(text, { grep: ' (5|20)$', context: 2, limit: 4 });
    expect(first).toMatchObject({ text: '3-line 3\n4-line 4\n5:line 5\n6-line 6\n', next_offset: 6 });
    const rest = pageOf(text, { grep: ' (5|20)$', context: 2, offset: 6, limit: 3 });
    expect(rest).toMatchObject({ text: '7-line 7\n--\n18-line 18\n19-line 19\n', next_offset: 19 });
    expect(pageOf(text, { grep: ' (5|20)$', context: 2, offset: 7 }).text).toMatch(/^18-line 18\n19/);
  });

  it('gives the last matches with their context', () => {
    expect(pageOf(numbered(30), { grep: 'line', tail: 1, context: 1 }).text).toBe('29:line 29\n30:line 30\n');
    expect(pageOf(numbered(30), { grep: ' (5|20)$', tail: 1, context: 1 })).toMatchObject({
      text: '19-line 19\n20:line 20\n21-line 21\n',
      matched_lines: 2,
    });
  });

  it('refuses context without grep', () => {
    expect(() => pageOf('a', { context: 1 })).toThrow(
      expect.objectContaining({ code: 'bad_request', hint: expect.stringContaining('grep') }),
    );
  });

  it('greps with line numbers, from an offset on, and counts all matches', () => {
    const text = 'ge-0/0/0 up\nge-0/0/1 down\r\nxe-0/0/0 down\nge-0/0/2 down';
    expect(pageOf(text, { grep: '^ge.*down$' })).toEqual({
      text: '2:ge-0/0/1 down\n4:ge-0/0/2 down\n',
      from_line: 2,
      to_line: 4,
      total_lines: 4,
      matched_lines: 2,
      next_offset: null,
    });
    expect(pageOf(text, { grep: 'down', limit: 1 })).toMatchObject({ to_line: 2, next_offset: 2 });
    expect(pageOf(text, { grep: 'down', offset: 2, limit: 1 })).toMatchObject({ from_line: 3, matched_lines: 3 });
    expect(pageOf(text, { grep: 'down', tail: 1 }).text).toBe('4:ge-0/0/2 down\n');
    expect(pageOf(text, { grep: 'nothing' })).toMatchObject({ text: '', matched_lines: 0, next_offset: null });
  });

  it.each(['(', '(?=ahead)', '\\1', 'a{2000}', 'x'.repeat(1_001)])('refuses the pattern %j with a hint', (grep) => {
    expect(() => pageOf('a', { grep })).toThrow(
      expect.objectContaining({ code: 'bad_request', hint: expect.stringContaining('RE2') }),
    );
  });

  it('matches in linear time where a backtracking engine would hang', () => {
    const begun = performance.now();
    expect(pageOf('a'.repeat(50_000), { grep: '(a|a)*b' }).matched_lines).toBe(0);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it.each(['[ab]{1000}'.repeat(14), '(?:(?:[ab]{10}){10}){10}'.repeat(2), '(?:(?:ab?){500}c){2}', 'x{600}x{600}'])(
    'refuses the pattern %j, whose repeats come to too much',
    (grep) => {
      expect(() => pageOf('a', { grep })).toThrow(
        expect.objectContaining({ code: 'bad_request', hint: expect.stringContaining('repeat counts') }),
      );
    },
  );

  it('looks at the first 10,000 characters of a line', () => {
    const line = (before: number): string => `${'x'.repeat(before)}needle${'y'.repeat(20_000)}\n`;
    expect(pageOf(line(9_994), { grep: 'needle', maxChars: 100_000 }).matched_lines).toBe(31);
    expect(pageOf(line(9_995), { grep: 'needle' }).matched_lines).toBe(0);
  });

  it('is soon through a gigantic line with the largest pattern', () => {
    const random = fc.sample(fc.constantFrom('a', 'b'), { numRuns: 10_000, seed: 1 }).join('');
    const begun = performance.now();
    expect(pageOf(random.repeat(52), { grep: '([ab]*a[ab]{12}){60}[^ab]' }).matched_lines).toBe(0);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('stops after a second, and says where', () => {
    const clock = new FakeClock();
    const now = clock.now();
    // Each look at the clock takes 100 ms.
    const slow: Clock = {
      after: clock.after.bind(clock),
      now() {
        clock.advance(100);
        return clock.now();
      },
    };
    expect(() => pageOutput(numbered(50), { grep: 'x', maxChars: 1_000 }, slow)).toThrow(
      expect.objectContaining({
        code: 'bad_request',
        message: '"grep" was stopped after 1 s, at line 10 of 50',
        hint: expect.stringContaining('simpler'),
      }),
    );
    expect(clock.now() - now).toBe(1_200);
    expect(pageOutput(numbered(5), { grep: 'line', maxChars: 1_000 }, slow).matched_lines).toBe(5);
  });

  it('pages one gigantic line by characters', () => {
    const text = JSON.stringify(Array.from({ length: 30_000 }, (_, i) => i));
    const { pages, joined } = readAll(text, { maxChars: 5_000 });
    expect(joined).toBe(text);
    expect(pages.length).toBeGreaterThan(10);
    for (const page of pages) expect(page.text.length).toBeLessThanOrEqual(5_000);
  });

  it('finds a match anywhere in an overlong line', () => {
    const page = pageOf(`short\n${'x'.repeat(995)}needle${'y'.repeat(1_500)}\n`, { grep: 'needle' });
    expect([page.matched_lines, page.from_line, page.to_line]).toEqual([3, 2, 4]);
  });

  it('gives pages that are the whole text when joined (property)', () => {
    const text = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n', '😀'.repeat(1_200), '\r\n')));
    const request = fc.record({ limit: fc.integer({ min: -1, max: 9 }), maxChars: fc.integer({ min: 1, max: 9_000 }) });
    fc.assert(
      fc.property(text, request, (parts, options) => {
        expect(readAll(parts.join(''), options).joined).toBe(parts.join(''));
      }),
    );
  });
});

function readAll(text: string, request: Partial<PageRequest>) {
  const pages = [pageOf(text, request)];
  for (let next = pages[0]?.next_offset ?? null; next !== null; next = pages.at(-1)?.next_offset ?? null) {
    pages.push(pageOf(text, { ...request, offset: next }));
  }
  return { pages, joined: pages.map((page) => page.text).join('') };
}
