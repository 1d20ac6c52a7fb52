import type { Timer } from '../base/clock.ts';
import { type Rank, rankOf } from './ageing.ts';
import type { DeviceNode, DeviceQueue } from './device-node.ts';
import type { Positioned } from './heap.ts';
import type { Lane, RunNode } from './run-node.ts';
import type { Ticket } from './scheduler.ts';

/** `outside`: its signal aborted while it waited; its work ends itself without a place. */
export type JobState = 'queued' | 'running' | 'resting' | 'outside' | 'over';

/** Someone to be told how a wait went. */
export interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Where a job stands in the queue, and which bounds it counts in. */
export interface Standing {
  readonly device: DeviceNode;
  readonly run: RunNode;
  readonly queue: DeviceQueue;
}

/** A job from its submission to its end. In one heap at a time: its device's or its lane's. */
export class ScheduledJob implements Positioned {
  position = -1;
  /** Null while it neither waits in the queue nor runs. */
  standing: Standing | null = null;
  /** Null while its device has no room for it. */
  lane: Lane | null = null;
  state: JobState = 'queued';
  timer: Timer | null = null;
  /** The rest that ends when the job has a place again; null before the work was called. */
  rest: Waiter | null = null;
  readonly rank: Rank;
  readonly ticket: Ticket;
  /** Order of arrival; kept through a rest, as its age is. */
  readonly seq: number;
  readonly since: number;
  /** Whoever asked for the job. */
  readonly asker: Waiter;

  constructor(ticket: Ticket, seq: number, since: number, asker: Waiter) {
    this.ticket = ticket;
    this.seq = seq;
    this.since = since;
    this.asker = asker;
    this.rank = rankOf(ticket.priority);
  }
}

export const earlier = (a: ScheduledJob, b: ScheduledJob): boolean => a.seq < b.seq;
