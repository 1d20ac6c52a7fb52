import type { GroupLimit } from '../model/device.ts';
import { GroupCap, GroupSet } from './group-cap.ts';
import type { Ticket } from './scheduler.ts';

/** The groups with a bound. Never emptied: it holds no more than the names in the inventory. */
export class GroupTable {
  readonly #caps = new Map<string, GroupCap>();
  readonly #sets = new Map<string, GroupSet>();
  /** An inventory gives the devices of an entry one list. */
  readonly #known = new WeakMap<readonly GroupLimit[], GroupSet>();
  readonly #none = new GroupSet([]);

  of({ groups }: Ticket): GroupSet {
    if (groups.length === 0) return this.#none;
    let set = this.#known.get(groups);
    if (set === undefined) {
      const bounds = new Map(groups.map(({ group, devicesAtOnce }) => [group, devicesAtOnce]));
      const caps = [...bounds].map(([group, devicesAtOnce]) => this.#cap(group, devicesAtOnce));
      set = this.#set(caps.sort((a, b) => (a.name < b.name ? -1 : 1)));
      this.#known.set(groups, set);
    }
    return set;
  }

  /** The newest word on a bound counts: an inventory may be edited. Returns the groups for which it changed. */
  adjust({ groups }: Ticket): readonly GroupCap[] {
    const adjusted: GroupCap[] = [];
    for (const { group, devicesAtOnce } of groups) {
      const cap = this.#cap(group, devicesAtOnce);
      if (cap.devicesAtOnce === devicesAtOnce) continue;
      cap.devicesAtOnce = devicesAtOnce;
      adjusted.push(cap);
    }
    return adjusted;
  }

  /** Where a job on this device still needs room: a device that is worked on has its place in the group already. */
  stillNeeded(device: string, groups: GroupSet): GroupSet {
    if (!groups.caps.some((cap) => cap.has(device))) return groups;
    return this.#set(groups.caps.filter((cap) => !cap.has(device)));
  }

  #cap(group: string, devicesAtOnce: number): GroupCap {
    let cap = this.#caps.get(group);
    if (cap === undefined) {
      cap = new GroupCap(group, devicesAtOnce);
      this.#caps.set(group, cap);
    }
    return cap;
  }

  /** Of caps in the order of their names. */
  #set(caps: readonly GroupCap[]): GroupSet {
    if (caps.length === 0) return this.#none;
    const key = caps.map((cap) => cap.name).join('\0');
    let set = this.#sets.get(key);
    if (set === undefined) {
      set = new GroupSet(caps);
      this.#sets.set(key, set);
    }
    return set;
  }
}
