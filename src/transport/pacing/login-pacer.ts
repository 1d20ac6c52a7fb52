import { pause } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { type Permit, Semaphore } from '../../base/semaphore.ts';

/** Logins come this much later than the rate demands, at random: many processes do not fall into step. */
const jitter = 0.2;

export interface LoginPacerOptions {
  readonly perSecond: number;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Lets logins through one after the other, never faster than its rate, first come, first served. */
export class LoginPacer {
  readonly #options: LoginPacerOptions;
  readonly #turn = new Semaphore(1);
  #nextAt = Number.NEGATIVE_INFINITY;
  #gapMs = 0;

  constructor(options: LoginPacerOptions) {
    this.#options = options;
  }

  /** Waits for its time, and holds the turn. Rejects with the abort's reason, and then takes nobody's place. */
  async reach(signal: AbortSignal): Promise<Permit> {
    const permit = await this.#turn.acquire(signal);
    try {
      const { clock } = this.#options;
      // Never more than one gap: the clock may have been set back.
      const waitMs = Math.min(this.#nextAt - clock.now(), this.#gapMs);
      if (waitMs > 0) await pause(waitMs, clock, signal);
      return permit;
    } catch (thrown) {
      permit.release();
      throw thrown;
    }
  }

  /** The login that holds the turn goes; the next one's time counts from now. */
  pass(permit: Permit): void {
    const { clock, perSecond, random } = this.#options;
    this.#gapMs = (1_000 / perSecond) * (1 + jitter * random());
    this.#nextAt = clock.now() + this.#gapMs;
    permit.release();
  }
}

/** Waits for all of them. Whoever waits for several takes them in the order given, which must be one for all. */
export async function passAll(pacers: readonly LoginPacer[], signal: AbortSignal): Promise<void> {
  const held: Permit[] = [];
  try {
    for (const pacer of pacers) held.push(await pacer.reach(signal));
    for (const [index, pacer] of pacers.entries()) {
      const permit = held[index];
      if (permit !== undefined) pacer.pass(permit);
    }
  } finally {
    for (const permit of held) permit.release();
  }
}
