import type { Clock } from '../base/clock.ts';
import type { CommandFinished, EventListener, RunStarted } from '../model/event.ts';
import type { Outcome } from '../model/outcome.ts';
import { type RecentFigures, RecentWork } from './recent-work.ts';

/** Counts what happens in the runs of this process, by listening to their events. */
export class WorkMeter {
  readonly #clock: Clock;
  readonly #recent: RecentWork;
  readonly #byOutcome = new Map<Outcome, number>();
  readonly startedAt: number;
  #attempts = { ended: 0, busy: 0 };
  #results = 0;
  #jobs = 0;
  #runsActive = 0;
  #runsEnded = 0;
  #plansActive = 0;
  #plansEnded = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.startedAt = clock.now();
    this.#recent = new RecentWork(this.startedAt);
  }

  get byOutcome(): ReadonlyMap<Outcome, number> {
    return this.#byOutcome;
  }

  /** Results since the start, one for each device and command. */
  get results(): number {
    return this.#results;
  }

  /** Attempts at commands that ended since the start, also those that were followed by another, and how many as `busy`. */
  get attempts(): { readonly ended: number; readonly busy: number } {
    return this.#attempts;
  }

  get jobsFinished(): number {
    return this.#jobs;
  }

  get runs(): { readonly active: number; readonly ended: number } {
    return { active: this.#runsActive, ended: this.#runsEnded };
  }

  get plans(): { readonly active: number; readonly ended: number } {
    return { active: this.#plansActive, ended: this.#plansEnded };
  }

  get recent(): RecentFigures {
    return this.#recent.figures(this.#clock.now());
  }

  /** Whether the window has anything in it that will be gone some seconds later. */
  get hasRecent(): boolean {
    return !this.#recent.isEmpty(this.#clock.now());
  }

  /** A run begins; its further events go to the listener. */
  watch(started: RunStarted): EventListener {
    this.#runsActive += 1;
    const lastCommand = started.commands.length - 1;
    const underWay = new Set<string>();
    return (event) => {
      if (event.type === 'command-started') underWay.add(event.device);
      else if (event.type === 'command-retried') this.#attemptEnded(event.outcome);
      else if (event.type === 'run-finished') {
        this.#runsActive -= 1;
        this.#runsEnded += 1;
      } else if (event.type === 'command-finished') {
        this.#commandEnded(event);
        // A device whose commands all ended before any began was no job that anyone waited for.
        if (event.command_index === lastCommand && underWay.delete(event.device)) this.#jobEnded();
      }
    };
  }

  /** A plan begins; the answer is to be called once, at its end. */
  planBegun(): () => void {
    this.#plansActive += 1;
    return () => {
      this.#plansActive -= 1;
      this.#plansEnded += 1;
    };
  }

  #attemptEnded(outcome: Outcome): void {
    const { ended, busy } = this.#attempts;
    this.#attempts = { ended: ended + 1, busy: outcome === 'busy' ? busy + 1 : busy };
  }

  #commandEnded({ outcome, start_time, end_time }: CommandFinished): void {
    this.#attemptEnded(outcome);
    this.#results += 1;
    this.#byOutcome.set(outcome, (this.#byOutcome.get(outcome) ?? 0) + 1);
    if (start_time === null || end_time === null) return;
    this.#recent.commandEnded(this.#clock.now(), Date.parse(end_time) - Date.parse(start_time));
  }

  #jobEnded(): void {
    this.#jobs += 1;
    this.#recent.jobEnded(this.#clock.now());
  }
}
