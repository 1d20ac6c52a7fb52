import type { Flow } from './flow.ts';
import type { GroupSet } from './group-cap.ts';
import { Heap } from './heap.ts';
import { earlier, type ScheduledJob } from './scheduled-job.ts';

/** Jobs of one device that came in one flow, with equal groups. Only those that could be next are shown in lanes. */
export class DeviceQueue {
  readonly hidden = new Heap<ScheduledJob>(earlier);
  /** Few, and most often one or none: a list is lighter than a set. */
  readonly shown: ScheduledJob[] = [];
  readonly device: DeviceNode;
  readonly flow: Flow;
  readonly groups: GroupSet;
  /** A shown job, older than all hidden ones, whose run had room: while it does, none of them can be next. */
  front: ScheduledJob | null = null;

  constructor(device: DeviceNode, flow: Flow, groups: GroupSet) {
    this.device = device;
    this.flow = flow;
    this.groups = groups;
  }

  /** Of those that are shown. */
  takeOut(job: ScheduledJob): void {
    const last = this.shown.pop();
    if (last !== undefined && last !== job) this.shown[this.shown.indexOf(job)] = last;
    if (this.front === job) this.setFront(null);
  }

  setFront(job: ScheduledJob | null): void {
    this.front?.standing?.run.ahead.delete(this);
    this.front = job;
    this.noteAhead();
  }

  /** Only where someone waits behind it must its run tell when it comes to its bound. */
  noteAhead(): void {
    if (this.hidden.size > 0) this.front?.standing?.run.ahead.add(this);
  }
}

/** How much of one device is under way and waits. */
export class DeviceNode {
  readonly queues = new Set<DeviceQueue>();
  readonly name: string;
  limit: number;
  running = 0;
  queued = 0;

  constructor(name: string, limit: number) {
    this.name = name;
    this.limit = limit;
  }

  get full(): boolean {
    return this.running >= this.limit;
  }

  /** Few: as many as callers that wait for this device. */
  queue(flow: Flow, groups: GroupSet): DeviceQueue {
    for (const queue of this.queues) if (queue.flow === flow && queue.groups === groups) return queue;
    const queue = new DeviceQueue(this, flow, groups);
    this.queues.add(queue);
    return queue;
  }
}
