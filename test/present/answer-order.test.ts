import { describe, expect, it } from 'vitest';
import { presentRun } from '../../src/present/mcp-answer.ts';
import { answered, ended, foldOf, started } from '../result/run-events.ts';

const lines = (...changed: readonly string[]): string =>
  `${Array.from({ length: 30 }, (_, index) => `peer 10.0.0.${index} Establ\n`).join('')}${changed.join('')}`;

function present(outputs: readonly string[], maxChars = 40_000, commands = ['show bgp summary']) {
  const devices = outputs.map((_, index) => `r${index + 1}`);
  const events = devices.flatMap((device, index) =>
    commands.flatMap((_, commandIndex) => answered(device, { stdout: outputs[index] ?? '', commandIndex })),
  );
  return presentRun(foldOf(started(devices, commands), [...events, ended()]), { view: 'folded', maxChars });
}

const devicesOf = ({ document }: ReturnType<typeof present>): readonly string[] =>
  document.groups?.map(({ devices }) => devices) ?? [];

describe('an answer', () => {
  it('begins with what differs from most, the furthest first, then the others by size', () => {
    const outputs = [...Array(9).fill(lines()), lines('one more\n'), lines('two\n', 'more\n')];
    const presented = present(outputs);
    expect(devicesOf(presented)).toEqual(['r11', 'r10', 'r[1-9]']);
    const { text, document } = presented;
    expect(document.groups?.map(({ id, diff_from }) => [id, diff_from])).toEqual([
      [3, 1],
      [2, 1],
      [1, undefined],
    ]);
    expect(text.indexOf('+two')).toBeLessThan(text.indexOf('peer 10.0.0.0 '));
    expect(text).toContain('--- r11 (1): show bgp summary (diff from group 1)');
    expect(text).toContain('--- r[1-9] (9): show bgp summary (group 1)');
  });

  it('takes no group for an outlier where there is no majority, unless few devices are in it', () => {
    const groups = [...Array(9).fill('a\n'), ...Array(10).fill('b\n'), ...Array(2).fill('c\n'), 'd\n'];
    expect(devicesOf(present(groups))).toEqual(['r22', 'r[10-19]', 'r[1-9]', 'r[20-21]']);
    expect(devicesOf(present(['a\n', 'b\n', 'c\n']))).toEqual(['r1', 'r2', 'r3']);
  });

  it('keeps outliers whole where a long common answer has to be cut', () => {
    const long = lines().repeat(40);
    const { document } = present(
      [...Array(9).fill(long), `${long}one more\n`, `BGP is not running\n`.repeat(20)],
      6_000,
    );
    const [far, near, most] = document.groups ?? [];
    expect(far).toMatchObject({ devices: 'r11', output: 'BGP is not running\n'.repeat(20) });
    expect(near?.diff).toContain('+one more\n');
    expect([far?.omitted_chars, near?.omitted_chars]).toEqual([undefined, undefined]);
    expect(most?.omitted_chars).toBeGreaterThan(0);
    expect(document.next).toMatchObject({ tool: 'get_output', arguments: { device: 'r1' } });
  });

  it('keeps what a diff goes from, whatever else has to go', () => {
    const outputs = [
      lines(),
      lines(),
      ...Array.from({ length: 400 }, (_, index) => lines(`${index} ${'x'.repeat(300)}\n`)),
    ];
    const { document } = present(outputs, 8_000, ['show a', 'show b']);
    const ids = new Set(document.groups?.map(({ id }) => id));
    const diffs = document.groups?.filter(({ diff }) => diff !== undefined) ?? [];
    expect(diffs.length).toBeGreaterThan(2);
    for (const { diff_from = 0 } of diffs) expect(ids).toContain(diff_from);
  });

  it('tells about how many tokens it takes', () => {
    const { document, text } = present([lines(), lines()]);
    expect(document.approx_tokens).toBeGreaterThan(200);
    expect(text).toContain(`size: about ${document.approx_tokens} tokens`);
    const longer = Math.max(JSON.stringify(document).length, text.length);
    expect(Math.abs((document.approx_tokens ?? 0) - longer / 4)).toBeLessThan(20);
  });
});
