import { LineScan } from '../../src/base/line-scan.ts';

/**
 * Two lines that differ and have the same hash in this process. Among 100,000 there is mostly such a pair, as with
 * birthdays.
 */
export function linesOfOneHash(): readonly [string, string] {
  const scan = new LineScan();
  const known = new Map<number, string>();
  for (let number = 0; number < 4_000_000; number += 1) {
    const line = `${number.toString(36)} age 7\n`;
    const hash = scan.read(line).hashOf(0);
    const before = known.get(hash);
    if (before !== undefined) return [before, line];
    known.set(hash, line);
  }
  throw new Error('no two lines have the same hash');
}
