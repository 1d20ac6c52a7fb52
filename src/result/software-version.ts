import { type JSONValue, type TreeInterpreter, TYPE_NUMBER, TYPE_STRING } from '@jmespath-community/jmespath';

/** More of a text is no version. */
const maxVersionChars = 256;

/** What stands behind a version that is not out yet: before it, not after. */
const before: ReadonlySet<string> = new Set(['alpha', 'beta', 'rc', 'dev', 'pre']);

/** Functions that expressions have beside those of JMESPath. */
export const ownFunctions = ['version_compare', 'version_below'] as const;

/**
 * −1, 0 or 1: the order of software versions. Numbers count as numbers (`21.10` is after `21.4`), words by the alphabet,
 * what goes on is later (`22.4R3` is before `22.4R3-S2`), unless it says `rc`, `beta` or the like.
 */
export function compareVersions(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const order = compareParts(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function partsOf(version: string): readonly string[] {
  return (
    version
      .slice(0, maxVersionChars)
      .toLowerCase()
      .match(/\d+|[a-z]+/g) ?? []
  );
}

function compareParts(a: string | undefined, b: string | undefined): -1 | 0 | 1 {
  if (a === undefined) return b === undefined ? 0 : before.has(b) ? 1 : -1;
  if (b === undefined) return before.has(a) ? -1 : 1;
  const [aIsNumber, bIsNumber] = [/^\d/.test(a), /^\d/.test(b)];
  if (aIsNumber !== bIsNumber) return aIsNumber ? 1 : -1;
  if (!aIsNumber) return a < b ? -1 : a > b ? 1 : 0;
  // Of any length: a build number may be longer than a double holds.
  const [x, y] = [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')];
  if (x.length !== y.length) return x.length < y.length ? -1 : 1;
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Makes `version_compare(a, b)` and `version_below(a, b)` known to an interpreter. */
export function addVersionFunctions({ runtime }: typeof TreeInterpreter): void {
  const pair = [{ types: [TYPE_STRING, TYPE_NUMBER] }, { types: [TYPE_STRING, TYPE_NUMBER] }];
  const [compare, below] = ownFunctions;
  const order = ([a, b]: readonly unknown[]): number => compareVersions(String(a), String(b));
  runtime.register(compare, (values): JSONValue => order(values), pair);
  runtime.register(below, (values): JSONValue => order(values) < 0, pair);
}
