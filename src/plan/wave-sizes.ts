import type { CountOrShare } from '../model/plan-step.ts';

/** `10%` of so many, rounded down; a count as it stands. */
export function countOf(size: CountOrShare, total: number): number {
  return typeof size === 'number' ? size : Math.floor((Number.parseInt(size, 10) * total) / 100);
}

/**
 * The devices in waves, in their order. Each size is that of one wave, a share that of all devices and at least one; the
 * last size goes on until none is left (as `serial` of Ansible).
 */
export function wavesOf(devices: readonly string[], sizes: readonly CountOrShare[]): readonly (readonly string[])[] {
  const waves: string[][] = [];
  let from = 0;
  for (let wave = 0; from < devices.length; wave += 1) {
    const size = sizes[Math.min(wave, sizes.length - 1)] ?? '100%';
    const count = Math.max(1, countOf(size, devices.length));
    waves.push(devices.slice(from, from + count));
    from += count;
  }
  return waves;
}

/** The same devices, those of the canary first. */
export function canaryFirst(devices: readonly string[], canary: ReadonlySet<string>): readonly string[] {
  return [...devices.filter((name) => canary.has(name)), ...devices.filter((name) => !canary.has(name))];
}
