import { DurationHistogram } from './duration-histogram.ts';

/** One minute: long enough for a rate, short enough to be about now. In slots, each of which goes as a whole. */
const slotMs = 5_000;
const slotCount = 12;

interface Slot {
  readonly number: number;
  jobs: number;
  readonly durations: DurationHistogram;
}

export interface RecentFigures {
  /** What the figures are about: the last so many milliseconds. */
  readonly windowMs: number;
  readonly jobsPerSecond: number | null;
  readonly averageMs: number | null;
  readonly p95Ms: number | null;
}

/** What ended within the last minute, in bounded memory. */
export class RecentWork {
  #slots: Slot[] = [];
  /** Nothing is known of the time before. */
  readonly #since: number;

  constructor(now: number) {
    this.#since = now;
  }

  jobEnded(now: number): void {
    this.#slot(now).jobs += 1;
  }

  commandEnded(now: number, durationMs: number): void {
    this.#slot(now).durations.add(durationMs);
  }

  figures(now: number): RecentFigures {
    const slots = this.#current(now);
    const windowMs = Math.max(0, now - Math.max(this.#since, firstNumber(now) * slotMs));
    const durations = new DurationHistogram();
    for (const slot of slots) durations.include(slot.durations);
    const jobs = slots.reduce((sum, slot) => sum + slot.jobs, 0);
    return {
      windowMs,
      // Within the first second a single job would be a rate of thousands.
      jobsPerSecond: windowMs < 1_000 ? null : (jobs * 1_000) / windowMs,
      averageMs: durations.averageMs,
      p95Ms: durations.quantileMs(0.95),
    };
  }

  /** Whether anything ended within the window. */
  isEmpty(now: number): boolean {
    return this.#current(now).length === 0;
  }

  #current(now: number): readonly Slot[] {
    return this.#slots.filter(({ number }) => number >= firstNumber(now) && number <= numberOf(now));
  }

  #slot(now: number): Slot {
    const number = numberOf(now);
    const last = this.#slots.at(-1);
    if (last?.number === number) return last;
    const slot: Slot = { number, jobs: 0, durations: new DurationHistogram() };
    // A clock set back leaves slots of a time to come behind, which are dropped here.
    this.#slots = [...this.#current(now).filter((each) => each.number !== number), slot];
    return slot;
  }
}

const numberOf = (now: number): number => Math.floor(now / slotMs);
const firstNumber = (now: number): number => numberOf(now) - slotCount + 1;
