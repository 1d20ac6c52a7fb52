import type { CallerNode } from './caller-node.ts';
import type { GroupSet } from './group-cap.ts';
import { Heap, keepIn, type Positioned } from './heap.ts';
import type { Lane } from './run-node.ts';
import type { ScheduledJob } from './scheduled-job.ts';

// One for all heaps: there may be as many as jobs.
const olderHead = (a: { readonly headSeq: number }, b: { readonly headSeq: number }): boolean => a.headSeq < b.headSeq;

/** Lanes of one flow whose jobs need room in the same groups. */
export class Shelf implements Positioned {
  position = -1;
  /** Those whose run has room, the one with the oldest job first. */
  readonly lanes = new Heap<Lane>(olderHead);
  readonly flow: Flow;
  readonly groups: GroupSet;
  /** Of the oldest job, when its flow last heard of it. */
  headSeq = Number.POSITIVE_INFINITY;
  /** All, also those whose run has none. */
  laneCount = 0;

  constructor(flow: Flow, groups: GroupSet) {
    this.flow = flow;
    this.groups = groups;
  }
}

/** Jobs of one caller that came with one priority: first come, first served, past those that a bound holds back. */
export class Flow {
  readonly caller: CallerNode;
  readonly #shelves = new Map<GroupSet, Shelf>();
  /** Those whose groups have room, the one with the oldest job first. */
  readonly #open = new Heap<Shelf>(olderHead);

  constructor(caller: CallerNode) {
    this.caller = caller;
  }

  /** The oldest job that no bound holds back. */
  get head(): ScheduledJob | null {
    return this.#open.top?.lanes.top?.jobs.top ?? null;
  }

  /** To be called when the shelf's lanes or the room in its groups have changed. */
  moved(shelf: Shelf): void {
    shelf.headSeq = shelf.lanes.top?.headSeq ?? Number.POSITIVE_INFINITY;
    keepIn(this.#open, shelf, shelf.groups.open && shelf.lanes.size > 0);
  }

  shelf(groups: GroupSet): Shelf {
    let shelf = this.#shelves.get(groups);
    if (shelf === undefined) {
      shelf = new Shelf(this, groups);
      this.#shelves.set(groups, shelf);
      groups.shelves.add(shelf);
    }
    return shelf;
  }

  drop(shelf: Shelf): void {
    this.#shelves.delete(shelf.groups);
    shelf.groups.shelves.delete(shelf);
  }
}
