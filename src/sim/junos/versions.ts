import type { Prng } from '../prng.ts';

const known = ['22.4R3-S2.11', '21.4R3-S5.4', '23.4R2-S1.7', '20.4R3-S9.3', '22.2R3-S3.18'] as const;

/** The `at`-th Junos version of a fleet; every one is different. */
function versionAt(at: number): string {
  const first = known[at];
  if (first !== undefined) return first;
  const further = at - known.length;
  return `${18 + (further % 7)}.${1 + (Math.floor(further / 7) % 4)}R${1 + (Math.floor(further / 28) % 3)}.${30 + further}`;
}

/**
 * One version a device. Devices of one unit (a role at a site) are upgraded together and have the same; most units have
 * the first version. Each of `variants` is there at least once, where there are as many devices.
 */
export function assignVersions(units: readonly string[], variants: number, prng: Prng): readonly string[] {
  const order = prng.shuffle([...new Set(units)]);
  const versionOf = new Map(
    order.map((unit, place) => {
      const drawn = prng.next() < 0.6 ? 0 : prng.integer(0, variants - 1);
      return [unit, versionAt(place < variants ? place : drawn)] as const;
    }),
  );
  const versions = units.map((unit) => versionOf.get(unit) ?? versionAt(0));
  // With fewer units than variants the rest go to single devices.
  const single = prng.shuffle(units.map((_, index) => index)).slice(0, Math.max(0, variants - order.length));
  single.forEach((index, place) => {
    versions[index] = versionAt(order.length + place);
  });
  return versions;
}
