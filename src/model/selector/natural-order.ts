import { maxDigits } from './expand-range.ts';

/** A name cut into texts (even places) and numbers (odd places): `r2.fra` → `['r', '2', '.fra']`. */
export function nameParts(name: string): readonly string[] {
  return name.split(numbers);
}

/** A longer run of digits is not exact as a number and stays text. */
const numbers = new RegExp(`(?<!\\d)(\\d{1,${maxDigits}})(?!\\d)`);

/** Order in which `r2` comes before `r10`: numbers by value, everything else by code unit. */
export function compareNatural(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [left = '', right = ''] = [a[index], b[index]];
    if (left === right) continue;
    if (index % 2 === 0) return left < right ? -1 : 1;
    return Number(left) - Number(right) || left.length - right.length;
  }
  return a.length - b.length;
}
