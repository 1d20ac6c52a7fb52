/** Group name → its devices, as the inventory has them now. */
export type InventoryGroups = ReadonlyMap<string, readonly string[]>;

/** Finds the group of the inventory whose devices are exactly these; of several the first. One device alone is none. */
export function groupNamer(groups: InventoryGroups = new Map()): (devices: readonly string[]) => string | null {
  const bySize = new Map<number, [string, ReadonlySet<string>][]>();
  for (const [name, members] of groups) {
    const set = new Set(members);
    if (set.size < 2) continue;
    const alike = bySize.get(set.size) ?? [];
    alike.push([name, set]);
    bySize.set(set.size, alike);
  }
  return (devices) => {
    const found = bySize.get(devices.length)?.find(([, members]) => devices.every((device) => members.has(device)));
    return found?.[0] ?? null;
  };
}
