import type { Shelf } from './flow.ts';

/** How many devices of one group are worked on, and which. */
export class GroupCap {
  readonly sets = new Set<GroupSet>();
  /** Running jobs of each device. */
  readonly #active = new Map<string, number>();
  readonly name: string;
  devicesAtOnce: number;
  /** What `full` was when its sets were last told. */
  toldFull = false;

  constructor(name: string, devicesAtOnce: number) {
    this.name = name;
    this.devicesAtOnce = devicesAtOnce;
  }

  get full(): boolean {
    return this.#active.size >= this.devicesAtOnce;
  }

  has(device: string): boolean {
    return this.#active.has(device);
  }

  /** True if the device was not worked on before. */
  enter(device: string): boolean {
    const jobs = this.#active.get(device) ?? 0;
    this.#active.set(device, jobs + 1);
    return jobs === 0;
  }

  /** True if the device is not worked on any more. */
  leave(device: string): boolean {
    const jobs = this.#active.get(device) ?? 0;
    if (jobs > 1) this.#active.set(device, jobs - 1);
    else this.#active.delete(device);
    return jobs <= 1;
  }
}

/** Groups that a job needs room in, all of them. Jobs that need the same are held back and freed together. */
export class GroupSet {
  readonly shelves = new Set<Shelf>();
  readonly caps: readonly GroupCap[];
  /** How many of them have told that they are full. */
  #full = 0;

  constructor(caps: readonly GroupCap[]) {
    this.caps = caps;
    for (const cap of caps) {
      cap.sets.add(this);
      if (cap.toldFull) this.#full += 1;
    }
  }

  get open(): boolean {
    return this.#full === 0;
  }

  /** One of its groups came to its bound, or has room again. True if that opened or closed the set. */
  tell(full: boolean): boolean {
    const wasOpen = this.open;
    this.#full += full ? 1 : -1;
    return this.open !== wasOpen;
  }
}
