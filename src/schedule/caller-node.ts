import { type Rank, rankCount } from './ageing.ts';
import { Flow } from './flow.ts';
import type { Positioned } from './heap.ts';
import type { ScheduledJob } from './scheduled-job.ts';

/** A caller's turn at one rank: whoever was served longest ago is next. */
export interface Turn extends Positioned {
  readonly caller: CallerNode;
  readonly rank: Rank;
  served: number;
  /** What the turn would start. */
  job: ScheduledJob | null;
}

export class CallerNode implements Positioned {
  position = -1;
  queued = 0;
  /** When the first of its next jobs comes to a higher rank. */
  risesAt = Number.POSITIVE_INFINITY;
  /** By the priority that the jobs came with. */
  readonly flows: readonly Flow[] = Array.from({ length: rankCount }, () => new Flow(this));
  /** By the rank that they have come to. */
  readonly turns: readonly Turn[];

  /** A caller that comes takes its place behind those that wait already. */
  constructor(served: number) {
    this.turns = Array.from({ length: rankCount }, (_, rank) => ({
      caller: this,
      rank,
      served,
      job: null,
      position: -1,
    }));
  }
}
