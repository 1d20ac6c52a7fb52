import fc from 'fast-check';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { priorities } from '../../src/model/priority.ts';
import { createScheduler } from '../../src/schedule/create-scheduler.ts';
import type { Place, Ticket } from '../../src/schedule/scheduler.ts';
import { FakeClock } from './fake-clock.ts';
import { type ReferenceJob, ReferenceScheduler } from './reference-scheduler.ts';

const wish = fc.record({
  device: fc.integer({ min: 0, max: 4 }),
  deviceLimit: fc.integer({ min: 1, max: 2 }),
  /** Which groups the device is in, as bits; an inventory may change while jobs wait. */
  groups: fc.integer({ min: 0, max: 3 }),
  devicesAtOnce: fc.integer({ min: 1, max: 2 }),
  priority: fc.constantFrom(...priorities),
  caller: fc.integer({ min: 0, max: 2 }),
  run: fc.integer({ min: 0, max: 3 }),
});

const which = fc.nat({ max: 1_000 });

const action = fc.oneof(
  {
    arbitrary: fc.record({ kind: fc.constant('ask' as const), wishes: fc.array(wish, { minLength: 1, maxLength: 6 }) }),
    weight: 4,
  },
  { arbitrary: fc.record({ kind: fc.constant('finish' as const), which, fails: fc.boolean() }), weight: 5 },
  {
    arbitrary: fc.record({ kind: fc.constant('rest' as const), which, ms: fc.integer({ min: 0, max: 90_000 }) }),
    weight: 2,
  },
  { arbitrary: fc.record({ kind: fc.constant('abort' as const), which }), weight: 1 },
  {
    arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 100_000 }) }),
    weight: 2,
  },
  { arbitrary: fc.record({ kind: fc.constant('limit' as const), limit: fc.integer({ min: 0, max: 5 }) }), weight: 1 },
);

export const actions = fc.array(action, { maxLength: 25 });
type Drawn<T> = T extends fc.Arbitrary<infer D> ? D : never;
export type Action = Drawn<typeof action>;
type Wish = Drawn<typeof wish>;

/** One job in both schedulers. */
interface Pair {
  readonly job: ReferenceJob;
  readonly controller: AbortController;
  calls: number;
  place: Place | null;
  end: { readonly resolve: () => void; readonly reject: (reason: unknown) => void } | null;
  settled: 'resolved' | 'rejected' | null;
}

/** Turns of the microtask queue within which every promise of one action has settled. */
const settlingTurns = 12;

/** The scheduler and its reference side by side: after each action both must have started the same, in the same order. */
export class Scenario {
  readonly problems: string[] = [];
  readonly #clock = new FakeClock(0);
  readonly #scheduler;
  readonly #reference: ReferenceScheduler;
  readonly #maxLimit: number;
  readonly #pairs: Pair[] = [];
  /** Whose work was called, and whose rest ended: that is told a turn later, so that each has an order of its own. */
  readonly #started: { fresh: number[]; rested: number[] } = { fresh: [], rested: [] };

  constructor(maxLimit: number) {
    this.#maxLimit = maxLimit;
    this.#scheduler = createScheduler({ maxLimit, clock: this.#clock });
    this.#reference = new ReferenceScheduler(maxLimit);
  }

  async take(action: Action): Promise<void> {
    switch (action.kind) {
      case 'ask':
        for (const each of action.wishes) this.#ask(each);
        break;
      case 'finish':
        await this.#finish(this.#pick(this.#reference.running, action.which), action.fails);
        break;
      case 'rest':
        this.#rest(this.#pick(this.#reference.running, action.which), action.ms);
        break;
      case 'abort':
        this.#abort(this.#pairs[action.which % Math.max(1, this.#pairs.length)]);
        break;
      case 'advance':
        this.#clock.advance(action.ms);
        this.#reference.awake(this.#clock.now());
        break;
      case 'limit':
        this.#scheduler.setLimit(action.limit, 'a test');
        this.#reference.limit = Math.max(1, Math.min(action.limit, this.#maxLimit));
    }
    await this.#compare(action.kind);
  }

  /** Lets everything come to its end: nothing may stay behind. */
  async end(): Promise<void> {
    for (let round = 0; round < 1_000; round += 1) {
      const { running, resting } = this.#reference;
      const pair = this.#pick(running, 0);
      if (pair !== undefined) await this.#finish(pair, false);
      else if (resting.size > 0) {
        this.#clock.advance(90_000);
        this.#reference.awake(this.#clock.now());
      } else break;
      await this.#compare('end');
    }
    for (const { job, calls, settled } of this.#pairs) {
      if (calls !== 1) this.problems.push(`job ${job.id}: its work was called ${calls} times`);
      if (settled === null) this.problems.push(`job ${job.id} did not end`);
    }
    const { running, queued, resting } = this.#scheduler.load;
    if (running + queued + resting > 0) this.problems.push(`left: ${running}, ${queued}, ${resting}`);
    if (this.#clock.pending > 0) this.problems.push('a timer is left');
  }

  async #compare(after: string): Promise<void> {
    for (let turn = 0; turn < settlingTurns; turn += 1) await null;
    const expected = this.#reference.start(this.#clock.now());
    for (const kind of ['fresh', 'rested'] as const) {
      const ids = expected.filter(({ rested }) => rested === (kind === 'rested')).map(({ id }) => id);
      const started = this.#started[kind].splice(0);
      if (ids.join() !== started.join())
        this.problems.push(`after ${after}: started ${kind} ${started}, expected ${ids}`);
    }
    const { load } = this.#scheduler;
    const { running, queued, resting } = this.#reference;
    const [seen, known] = [
      [load.running, load.queued, load.resting],
      [running.size, queued.size, resting.size],
    ];
    if (seen.join() !== known.join())
      this.problems.push(`after ${after}: load ${seen.join()}, expected ${known.join()}`);
  }

  #ask({ device, deviceLimit, groups, devicesAtOnce, priority, caller, run }: Wish): void {
    const id = this.#pairs.length;
    const controller = new AbortController();
    const ticket: Ticket = {
      device: `r${device}`,
      deviceLimit,
      groups: ['core', 'edge'].filter((_, bit) => (groups >> bit) & 1).map((group) => ({ group, devicesAtOnce })),
      priority,
      caller: `caller ${caller}`,
      run: `run ${run}`,
      runLimit: run + 1,
      signal: controller.signal,
      work: (place) => this.#work(pair, place),
    };
    const job = { id, ticket, since: this.#clock.now(), restsUntil: null, rested: false };
    const pair: Pair = { job, controller, calls: 0, place: null, end: null, settled: null };
    this.#pairs.push(pair);
    this.#reference.submit(job);
    this.#scheduler.run(ticket).then(
      () => {
        pair.settled = 'resolved';
      },
      () => {
        pair.settled = 'rejected';
      },
    );
  }

  #work(pair: Pair, place: Place): Promise<void> {
    pair.calls += 1;
    pair.place = place;
    if (pair.controller.signal.aborted) return Promise.resolve();
    this.#started.fresh.push(pair.job.id);
    return new Promise((resolve, reject) => {
      pair.end = { resolve, reject };
    });
  }

  async #finish(pair: Pair | undefined, fails: boolean): Promise<void> {
    if (pair === undefined) return;
    this.#reference.leave(pair.job);
    if (fails) pair.end?.reject(new Error('a bug'));
    else pair.end?.resolve();
    for (let turn = 0; turn < settlingTurns; turn += 1) await null;
    const expected = fails ? 'rejected' : 'resolved';
    if (pair.settled !== expected) this.problems.push(`job ${pair.job.id} is ${pair.settled}, expected ${expected}`);
  }

  #rest(pair: Pair | undefined, ms: number): void {
    if (pair === undefined || pair.controller.signal.aborted) return;
    this.#reference.rest(pair.job, this.#clock.now() + ms);
    pair.place?.rest(ms).then(
      () => this.#started.rested.push(pair.job.id),
      (reason: unknown) => {
        if (!(reason instanceof RollcallError)) this.problems.push(`job ${pair.job.id}: rest ended as ${reason}`);
        pair.end?.resolve();
      },
    );
  }

  /** What runs goes on until it notices by itself; what waits is gone at once. */
  #abort(pair: Pair | undefined): void {
    if (pair === undefined) return;
    pair.controller.abort(new RollcallError('cancelled', 'by a test'));
    if (!this.#reference.running.has(pair.job)) this.#reference.leave(pair.job);
  }

  #pick(jobs: ReadonlySet<ReferenceJob>, index: number): Pair | undefined {
    const job = [...jobs][index % Math.max(1, jobs.size)];
    return job && this.#pairs[job.id];
  }
}
