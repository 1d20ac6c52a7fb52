import type { DeviceQueue } from './device-node.ts';
import type { Shelf } from './flow.ts';
import { Heap, keepIn, type Positioned } from './heap.ts';
import { earlier, type ScheduledJob } from './scheduled-job.ts';

/** Jobs of one run that need room in the same groups; closed and opened as one when the run is at its bound. */
export class Lane implements Positioned {
  position = -1;
  /** Of the oldest job. */
  headSeq = Number.POSITIVE_INFINITY;
  readonly jobs = new Heap<ScheduledJob>(earlier);
  readonly shelf: Shelf;

  constructor(shelf: Shelf) {
    this.shelf = shelf;
  }
}

/** How much of one run is under way and waits. */
export class RunNode {
  readonly lanes = new Map<Shelf, Lane>();
  /** Where a job of this run stands before others of its device: they are let past when this run is at its bound. */
  readonly ahead = new Set<DeviceQueue>();
  readonly limit: number;
  running = 0;
  queued = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get full(): boolean {
    return this.running >= this.limit;
  }

  /** Puts the job into its lane; a lane of a run at its bound stays off the shelf. */
  place(job: ScheduledJob, shelf: Shelf): void {
    let lane = this.lanes.get(shelf);
    if (lane === undefined) {
      lane = new Lane(shelf);
      this.lanes.set(shelf, lane);
      shelf.laneCount += 1;
    }
    lane.jobs.add(job);
    job.lane = lane;
    lane.headSeq = Math.min(lane.headSeq, job.seq);
    keepIn(shelf.lanes, lane, !this.full);
    shelf.flow.moved(shelf);
  }

  takeOut(job: ScheduledJob): void {
    const { lane } = job;
    if (lane === null) return;
    const { shelf, jobs } = lane;
    jobs.remove(job);
    job.lane = null;
    lane.headSeq = jobs.top?.seq ?? Number.POSITIVE_INFINITY;
    keepIn(shelf.lanes, lane, !this.full && jobs.size > 0);
    shelf.flow.moved(shelf);
    if (jobs.size > 0) return;
    this.lanes.delete(shelf);
    shelf.laneCount -= 1;
    if (shelf.laneCount === 0) shelf.flow.drop(shelf);
  }

  /** To be called when `full` has changed. */
  showLanes(): void {
    for (const [shelf, lane] of this.lanes) {
      keepIn(shelf.lanes, lane, !this.full);
      shelf.flow.moved(shelf);
    }
  }
}
