import { DeviceNode, type DeviceQueue } from './device-node.ts';
import type { GroupCap } from './group-cap.ts';
import { GroupTable } from './group-table.ts';
import { RunNode } from './run-node.ts';
import type { ScheduledJob, Standing } from './scheduled-job.ts';
import type { Ticket } from './scheduler.ts';
import { TurnTable } from './turn-table.ts';

/**
 * Which waiting job is next. A job is in the lane of its run and groups only while its device has room; lanes are on
 * their flow's shelf only while their run has room; shelves count only while their groups have room. So what a bound
 * holds back is set aside as a whole, and the next job is found without looking at the others.
 */
export class JobQueue {
  readonly #turns = new TurnTable();
  readonly #groups = new GroupTable();
  readonly #devices = new Map<string, DeviceNode>();
  readonly #runs = new Map<string, RunNode>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** A job that comes for the first time; what it says of the bounds of its device and groups counts from now on. */
  submit(job: ScheduledJob): void {
    const { ticket } = job;
    const device = this.#device(ticket);
    const wasFull = device.full;
    device.limit = ticket.deviceLimit;
    if (device.full !== wasFull) this.#roomChanged(device);
    for (const cap of this.#groups.adjust(ticket)) this.#groupChanged(cap);
    this.add(job);
  }

  add(job: ScheduledJob): void {
    const { ticket } = job;
    const device = this.#device(ticket);
    const run = this.#run(ticket);
    const caller = this.#turns.caller(ticket.caller);
    const flow = caller.flows[job.rank];
    if (flow === undefined) throw new RangeError(`no priority has rank ${job.rank}`);
    const queue = device.queue(flow, this.#groups.of(ticket));
    job.standing = { device, run, queue };
    device.queued += 1;
    run.queued += 1;
    caller.queued += 1;
    this.#size += 1;
    // Nobody was hidden behind it, or it would have told.
    if (queue.front?.standing?.run.full) queue.setFront(null);
    if (device.full || (queue.front !== null && queue.front.seq < job.seq)) {
      queue.hidden.add(job);
      queue.noteAhead();
    } else {
      this.#show(job, queue);
      if (queue.front === null && !run.full) queue.setFront(job);
    }
  }

  /** Takes out a job that waits. */
  remove(job: ScheduledJob): void {
    const standing = this.#leave(job);
    this.#showNext(standing.queue);
    this.#tidyQueue(job.ticket, standing.queue);
    this.#tidyBounds(job.ticket, standing);
  }

  /** The next job; from now on it counts in every bound, until `release`. */
  take(now: number): ScheduledJob | null {
    const job = this.#turns.take(now);
    if (job === null) return null;
    const standing = this.#leave(job);
    const { device, run, queue } = standing;
    run.running += 1;
    if (run.full) this.#runFilled(run);
    device.running += 1;
    const entered = queue.groups.caps.filter((cap) => cap.enter(device.name));
    if (device.full) this.#roomChanged(device);
    else {
      this.#showNext(queue);
      if (entered.length > 0) this.#placeAnew(device);
    }
    for (const cap of entered) this.#groupChanged(cap);
    this.#tidyQueue(job.ticket, queue);
    return job;
  }

  release(job: ScheduledJob): void {
    const { standing } = job;
    if (standing === null) return;
    const { device, run, queue } = standing;
    const left = queue.groups.caps.filter((cap) => cap.leave(device.name));
    const deviceWasFull = device.full;
    const runWasFull = run.full;
    device.running -= 1;
    run.running -= 1;
    if (runWasFull) this.#showLanes(run);
    if (left.length > 0) this.#placeAnew(device);
    if (deviceWasFull && !device.full) this.#roomChanged(device);
    for (const cap of left) this.#groupChanged(cap);
    job.standing = null;
    this.#tidyBounds(job.ticket, standing);
  }

  #leave(job: ScheduledJob): Standing {
    const { standing } = job;
    if (standing === null) throw new Error('the job is not in the queue');
    const { device, run, queue } = standing;
    const { caller } = queue.flow;
    device.queued -= 1;
    run.queued -= 1;
    caller.queued -= 1;
    this.#size -= 1;
    if (job.lane === null) queue.hidden.remove(job);
    else {
      run.takeOut(job);
      queue.takeOut(job);
    }
    this.#turns.changed(caller);
    return standing;
  }

  #show(job: ScheduledJob, queue: DeviceQueue): void {
    queue.shown.push(job);
    this.#place(job, queue);
  }

  #place(job: ScheduledJob, queue: DeviceQueue): void {
    const needs = this.#groups.stillNeeded(queue.device.name, queue.groups);
    job.standing?.run.place(job, queue.flow.shelf(needs));
    this.#turns.changed(queue.flow.caller);
  }

  /** Shows hidden jobs until one could start as far as its run goes. */
  #showNext(queue: DeviceQueue): void {
    if (queue.device.full) return;
    while (queue.front === null) {
      const job = queue.hidden.take();
      if (job === undefined) return;
      this.#show(job, queue);
      if (!job.standing?.run.full) queue.setFront(job);
    }
    queue.noteAhead();
  }

  #hideAll(queue: DeviceQueue): void {
    queue.setFront(null);
    for (const job of queue.shown) {
      job.standing?.run.takeOut(job);
      queue.hidden.add(job);
    }
    queue.shown.length = 0;
    this.#turns.changed(queue.flow.caller);
  }

  /** The device came to its bound, or has room again. */
  #roomChanged(device: DeviceNode): void {
    for (const queue of device.queues) {
      if (device.full) this.#hideAll(queue);
      else this.#showNext(queue);
    }
  }

  /** The device entered or left groups: its jobs need room in others than before. */
  #placeAnew(device: DeviceNode): void {
    for (const queue of device.queues) {
      if (queue.groups.caps.length === 0) continue;
      for (const job of queue.shown) {
        job.standing?.run.takeOut(job);
        this.#place(job, queue);
      }
    }
  }

  #groupChanged(cap: GroupCap): void {
    if (cap.full === cap.toldFull) return;
    cap.toldFull = cap.full;
    for (const set of cap.sets) {
      if (!set.tell(cap.full)) continue;
      for (const shelf of set.shelves) {
        shelf.flow.moved(shelf);
        this.#turns.changed(shelf.flow.caller);
      }
    }
  }

  #runFilled(run: RunNode): void {
    this.#showLanes(run);
    const passed = [...run.ahead];
    for (const queue of passed) {
      queue.setFront(null);
      this.#showNext(queue);
    }
  }

  #showLanes(run: RunNode): void {
    run.showLanes();
    for (const shelf of run.lanes.keys()) this.#turns.changed(shelf.flow.caller);
  }

  #device({ device: name, deviceLimit }: Ticket): DeviceNode {
    let device = this.#devices.get(name);
    if (device === undefined) {
      device = new DeviceNode(name, deviceLimit);
      this.#devices.set(name, device);
    }
    return device;
  }

  #run({ run: id, runLimit }: Ticket): RunNode {
    let run = this.#runs.get(id);
    if (run === undefined) {
      run = new RunNode(runLimit);
      this.#runs.set(id, run);
    }
    return run;
  }

  /** Forgets where nothing waits any more. To be called when a job has left the queue: later the caller may be another node. */
  #tidyQueue({ caller }: Ticket, queue: DeviceQueue): void {
    const { flow, device, shown, hidden } = queue;
    if (shown.length === 0 && hidden.size === 0) device.queues.delete(queue);
    if (flow.caller.queued === 0) this.#turns.forget(caller, flow.caller);
  }

  /** Forgets what nothing waits for or works on. */
  #tidyBounds({ run: id }: Ticket, { device, run }: Standing): void {
    if (device.queued === 0 && device.running === 0) this.#devices.delete(device.name);
    if (run.queued === 0 && run.running === 0) this.#runs.delete(id);
  }
}
