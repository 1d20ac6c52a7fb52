import { priorities } from '../../src/model/priority.ts';
import { ageStepMs } from '../../src/schedule/ageing.ts';
import type { Ticket } from '../../src/schedule/scheduler.ts';

export interface ReferenceJob {
  readonly id: number;
  readonly ticket: Ticket;
  readonly since: number;
  /** Null: it does not rest. */
  restsUntil: number | null;
  /** Whether it has rested: its work is under way then. */
  rested: boolean;
}

/** The scheduler's rules in the plainest words: it looks at every waiting job for every start. */
export class ReferenceScheduler {
  limit: number;
  readonly queued = new Set<ReferenceJob>();
  readonly running = new Set<ReferenceJob>();
  readonly resting = new Set<ReferenceJob>();
  readonly #deviceLimits = new Map<string, number>();
  readonly #groupLimits = new Map<string, number>();
  readonly #served = new Map<string, number[]>();
  #turn = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  submit(job: ReferenceJob): void {
    this.#deviceLimits.set(job.ticket.device, job.ticket.deviceLimit);
    for (const { group, devicesAtOnce } of job.ticket.groups) this.#groupLimits.set(group, devicesAtOnce);
    this.#queue(job);
  }

  rest(job: ReferenceJob, until: number): void {
    this.running.delete(job);
    job.restsUntil = until;
    job.rested = true;
    this.resting.add(job);
    this.#forget(job);
  }

  /** Ended, cancelled or withdrawn. */
  leave(job: ReferenceJob): void {
    for (const place of [this.queued, this.running, this.resting]) place.delete(job);
    this.#forget(job);
  }

  awake(now: number): void {
    const due = [...this.resting].filter(({ restsUntil }) => (restsUntil ?? 0) <= now);
    due.sort((a, b) => (a.restsUntil ?? 0) - (b.restsUntil ?? 0));
    for (const job of due) {
      this.resting.delete(job);
      if (!this.#deviceLimits.has(job.ticket.device)) this.#deviceLimits.set(job.ticket.device, job.ticket.deviceLimit);
      this.#queue(job);
    }
  }

  /** What starts now, in order. */
  start(now: number): readonly ReferenceJob[] {
    const started: ReferenceJob[] = [];
    while (this.running.size < this.limit) {
      const [next] = [...this.queued]
        .filter((job) => this.#hasRoom(job))
        .sort((a, b) => rank(a, now) - rank(b, now) || this.#lastTurn(a, now) - this.#lastTurn(b, now) || a.id - b.id);
      if (next === undefined) break;
      this.#turn += 1;
      this.#turnsOf(next)[rank(next, now)] = this.#turn;
      this.queued.delete(next);
      this.running.add(next);
      this.#forget(next);
      started.push(next);
    }
    return started;
  }

  #queue(job: ReferenceJob): void {
    job.restsUntil = null;
    this.#turnsOf(job);
    this.queued.add(job);
  }

  #hasRoom({ ticket }: ReferenceJob): boolean {
    const running = [...this.running].map((job) => job.ticket);
    if (running.filter(({ run }) => run === ticket.run).length >= ticket.runLimit) return false;
    const limit = this.#deviceLimits.get(ticket.device) ?? 0;
    if (running.filter(({ device }) => device === ticket.device).length >= limit) return false;
    return ticket.groups.every(({ group }) => {
      const devices = this.#devicesIn(group);
      return devices.has(ticket.device) || devices.size < (this.#groupLimits.get(group) ?? 0);
    });
  }

  #devicesIn(group: string): ReadonlySet<string> {
    const inside = [...this.running].filter(({ ticket }) => ticket.groups.some((each) => each.group === group));
    return new Set(inside.map(({ ticket }) => ticket.device));
  }

  #turnsOf({ ticket }: ReferenceJob): number[] {
    let turns = this.#served.get(ticket.caller);
    if (turns === undefined) {
      this.#turn += 1;
      turns = priorities.map(() => this.#turn);
      this.#served.set(ticket.caller, turns);
    }
    return turns;
  }

  #lastTurn(job: ReferenceJob, now: number): number {
    return this.#turnsOf(job)[rank(job, now)] ?? 0;
  }

  #forget({ ticket: { caller, device } }: ReferenceJob): void {
    const queued = [...this.queued].map(({ ticket }) => ticket);
    if (!queued.some((each) => each.caller === caller)) this.#served.delete(caller);
    const here = [...queued, ...[...this.running].map(({ ticket }) => ticket)];
    if (!here.some((each) => each.device === device)) this.#deviceLimits.delete(device);
  }
}

const rank = ({ ticket, since }: ReferenceJob, now: number): number =>
  Math.max(0, priorities.indexOf(ticket.priority) - Math.floor((now - since) / ageStepMs));
