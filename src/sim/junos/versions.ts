import type { Prng } from '../prng.ts';

const known = ['22.4R3-S2.11', '21.4R3-S5.4', '23.4R2-S1.7', '20.4R3-S9.3', '22.2R3-S3.18'] as const;

/** The `at`-th Junos version of a fleet; every one is different. */
function versionAt(at: number): string {
  const first = known[at];
  if (first !== undefined) return first;
  const further = at - known.length;
  return `${18 + (further % 7)}.${1 + (Math.floor(further / 7) % 4)}R${1 + (Math.floor(further / 28) % 3)}.${30 + further}`;
}

/** One version a device: each of `variants` at least once where the fleet is large enough, most have the first. */
export function assignVersions(count: number, variants: number, prng: Prng): readonly string[] {
  const versions = new Array<string>(count).fill(versionAt(0));
  const order = prng.shuffle(versions.map((_, index) => index));
  order.forEach((index, place) => {
    const drawn = prng.next() < 0.6 ? 0 : prng.integer(0, variants - 1);
    versions[index] = versionAt(place < variants ? place : drawn);
  });
  return versions;
}
