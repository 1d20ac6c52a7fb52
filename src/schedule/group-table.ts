import { GroupCap, GroupSet } from './group-cap.ts';
import type { Ticket } from './scheduler.ts';

/** The groups with a bound. Never emptied: it holds no more than the names in the inventory. */
export class GroupTable {
  readonly #caps = new Map<string, GroupCap>();
  readonly #sets = new Map<string, GroupSet>();
  readonly #none = new GroupSet([]);

  of({ groups }: Ticket): GroupSet {
    if (groups.length === 0) return this.#none;
    const bounds = new Map(groups.map(({ group, devicesAtOnce }) => [group, devicesAtOnce]));
    return this.#set([...bounds].map(([group, devicesAtOnce]) => this.#cap(group, devicesAtOnce)));
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
    const without = groups.caps.filter((cap) => !cap.has(device));
    return without.length === groups.caps.length ? groups : this.#set(without);
  }

  #cap(group: string, devicesAtOnce: number): GroupCap {
    let cap = this.#caps.get(group);
    if (cap === undefined) {
      cap = new GroupCap(group, devicesAtOnce);
      this.#caps.set(group, cap);
    }
    return cap;
  }

  #set(caps: readonly GroupCap[]): GroupSet {
    if (caps.length === 0) return this.#none;
    const names = caps.map((cap) => cap.name);
    const key = names.sort().join('\0');
    let set = this.#sets.get(key);
    if (set === undefined) {
      set = new GroupSet(caps);
      this.#sets.set(key, set);
    }
    return set;
  }
}
