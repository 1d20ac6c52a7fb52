import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLines } from '../../src/cli/read-lines.ts';
import { bytes } from '../support/fake-output.ts';

async function linesOf(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(bytes(...chunks))) lines.push(line);
  return lines;
}

it('keeps empty lines and a last one without line feed, but no empty rest', async () => {
  expect(await linesOf('a\n\nb')).toEqual(['a', '', 'b']);
  expect(await linesOf('a\n', 'b\n')).toEqual(['a', 'b']);
  expect(await linesOf()).toEqual([]);
});

it('does not split at U+2028', async () => {
  expect(await linesOf('"a\u2028b"\n')).toEqual(['"a\u2028b"']);
});

it('gives the same lines however the bytes are cut', async () => {
  const text = fc.array(fc.string({ unit: 'binary' }).filter((line) => !line.includes('\n')));
  await fc.assert(
    fc.asyncProperty(text, fc.infiniteStream(fc.integer({ min: 1, max: 7 })), async (lines, sizes) => {
      const whole = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < whole.length; ) {
        const size = sizes.next().value ?? 1;
        chunks.push(whole.subarray(at, at + size));
        at += size;
      }
      expect(await linesOf(...chunks)).toEqual(lines);
    }),
  );
});
