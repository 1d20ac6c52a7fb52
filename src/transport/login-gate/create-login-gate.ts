import { createHmac, randomBytes } from 'node:crypto';
import { abortReason, pause, startDeadline } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { Secret } from '../../base/secret.ts';
import { type Permit, Semaphore } from '../../base/semaphore.ts';
import { type Failure, failure, failureFrom } from '../../model/failure.ts';
import type { GateAnswer, LoginEnd, LoginGate, LoginTurn } from '../login-gate.ts';
import { judgeTries, type LoginTry, type TryVerdict } from './login-tries.ts';
import { type Claim, TryFile } from './try-file.ts';

export interface LoginGateOptions {
  /** `ROLLCALL_HOME`. */
  readonly homeDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface OpenLoginGate extends LoginGate {
  /** Forgets every refusal; resolves to how many logins were held back by one. */
  clear(signal: AbortSignal): Promise<number>;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

/**
 * How long a login waits for others to prove its password. Below the 30 s that the strictest servers leave a
 * connection for its login (`LoginGraceTime`; OpenSSH's default is 120 s); two refusals take seconds.
 */
const waitLimitMs = 25_000;
/** How often a try of another process is looked after. */
const lookEveryMs = 200;
/** What was read from the file stands so long without another look: a whole fleet asks at once. */
const freshMs = 1_000;

/**
 * How long an acceptance proves the password to logins that begin later: a server runs for months, and passwords are
 * changed meanwhile. While a fleet is called there is always a newer one.
 */
const provenMs = 60_000;
/** Refusals of a proven password in a row after which it is no longer proven. One alone is a device of its own kind. */
const doubtAfter = 2;

/** One user name with one password. */
interface Door {
  /** Held by the login that tries the password while it is not proven. */
  readonly turn: Semaphore;
  /** The last acceptance, and refusals since. */
  provenAt: number | null;
  doubts: number;
  /** The last refusal that was seen, and when. */
  refusal: { readonly until: number; readonly seen: number } | null;
  /** The last look before a dial, and when. */
  look: { readonly verdict: Promise<TryVerdict>; readonly at: number } | null;
  /** What this process tried while the file could not be used. */
  unwritten: LoginTry[];
}

export function createLoginGate({ homeDir, clock, logger }: LoginGateOptions): OpenLoginGate {
  return new Gate(new TryFile(homeDir, clock), clock, logger);
}

class Gate implements OpenLoginGate {
  readonly #file: TryFile;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #doors = new Map<string, Door>();
  /** Doors are found by a hash, so that no heap snapshot has a table of passwords. */
  readonly #doorKey = randomBytes(32);
  readonly #writing = new Set<Promise<void>>();
  #warned = false;

  constructor(file: TryFile, clock: Clock, logger: Logger) {
    this.#file = file;
    this.#clock = clock;
    this.#logger = logger;
  }

  async refusal(username: string, password: Secret): Promise<Failure | null> {
    const door = this.#door(username, password);
    if (this.#isOpen(door)) return null;
    const known = this.#knownRefusal(door);
    if (known !== null) return known;
    try {
      const now = this.#clock.now();
      if (door.look === null || !isWithin(freshMs, door.look.at, now)) {
        door.look = { verdict: this.#file.look(username, password), at: now };
      }
      const seen = await door.look.verdict;
      return seen.kind === 'refused' ? this.#refused(door, seen.until) : null;
    } catch (thrown) {
      this.#warn(thrown);
      return null;
    }
  }

  async enter(username: string, password: Secret, signal: AbortSignal): Promise<GateAnswer> {
    const door = this.#door(username, password);
    if (this.#isOpen(door)) return { ok: true, turn: this.#openTurn(door) };
    const limit = startDeadline(signal, waitLimitMs, this.#clock, notProvenInTime);
    let permit: Permit | null = null;
    try {
      permit = await door.turn.acquire(limit.signal);
      const answer = await this.#try(door, username, password, limit.signal, permit);
      if (!answer.ok) permit.release();
      return answer;
    } catch (thrown) {
      permit?.release();
      return { ok: false, failure: heldBack(limit.signal.aborted ? abortReason(limit.signal) : thrown) };
    } finally {
      limit.clear();
    }
  }

  clear(signal: AbortSignal): Promise<number> {
    for (const door of this.#doors.values()) {
      door.refusal = null;
      door.look = null;
      door.unwritten = [];
    }
    return this.#file.clear(signal);
  }

  async close(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing);
  }

  #door(username: string, password: Secret): Door {
    const text = JSON.stringify([username, password.reveal()]);
    const id = createHmac('sha256', this.#doorKey).update(text).digest('base64');
    const door = this.#doors.get(id) ?? {
      turn: new Semaphore(1),
      provenAt: null,
      doubts: 0,
      refusal: null,
      look: null,
      unwritten: [],
    };
    this.#doors.set(id, door);
    return door;
  }

  /** Under the door's permit, which the turn gives back when it ends. */
  async #try(door: Door, username: string, password: Secret, signal: AbortSignal, permit: Permit): Promise<GateAnswer> {
    for (;;) {
      if (this.#isOpen(door)) {
        permit.release();
        return { ok: true, turn: this.#openTurn(door) };
      }
      const known = this.#knownRefusal(door);
      if (known !== null) return { ok: false, failure: known };
      const claim = await this.#claim(door, username, password, signal);
      if (claim.kind === 'refused') return { ok: false, failure: this.#refused(door, claim.until) };
      if (claim.kind === 'claimed') {
        const turn = this.#turn(door, username, password, claim.id, permit);
        if (!signal.aborted) return { ok: true, turn };
        turn.end('withdrawn');
        throw abortReason(signal);
      }
      await pause(lookEveryMs, this.#clock, signal);
    }
  }

  async #claim(door: Door, username: string, password: Secret, signal: AbortSignal): Promise<Claim> {
    try {
      return await this.#file.claim(username, password, signal);
    } catch (thrown) {
      if (signal.aborted) throw abortReason(signal);
      this.#warn(thrown);
      const now = this.#clock.now();
      const verdict = judgeTries(door.unwritten, now);
      if (verdict.kind !== 'free') return verdict;
      const id = `unwritten-${door.unwritten.length}`;
      door.unwritten.push({ id, at: now, refused: true });
      return { kind: 'claimed', id };
    }
  }

  #turn(door: Door, username: string, password: Secret, id: string, permit: Permit): LoginTurn {
    let ended = false;
    return {
      end: (how) => {
        if (ended) return;
        ended = true;
        // Once it is proven the others need not wait for the file.
        if (how === 'accepted') {
          this.#prove(door);
          permit.release();
        }
        const writing = this.#settle(door, username, password, id, how).finally(() => {
          permit.release();
          this.#writing.delete(writing);
        });
        this.#writing.add(writing);
      },
    };
  }

  #isOpen({ provenAt }: Door): boolean {
    return provenAt !== null && isWithin(provenMs, provenAt, this.#clock.now());
  }

  #prove(door: Door): void {
    door.provenAt = this.#clock.now();
    door.doubts = 0;
  }

  /** A turn of a proven password: many at once, and none in the file. */
  #openTurn(door: Door): LoginTurn {
    let ended = false;
    return {
      end: (how) => {
        if (ended) return;
        ended = true;
        if (how === 'accepted') this.#prove(door);
        if (how === 'refused') door.doubts += 1;
        if (door.doubts >= doubtAfter) door.provenAt = null;
      },
    };
  }

  /** Never rejects. A try that stays without an end in the file counts as refused before long. */
  async #settle(door: Door, username: string, password: Secret, id: string, how: LoginEnd): Promise<void> {
    if (id.startsWith('unwritten-')) {
      if (how === 'withdrawn') door.unwritten = door.unwritten.filter((each) => each.id !== id);
      return;
    }
    try {
      await this.#file.settle(username, password, id, how);
    } catch (thrown) {
      this.#warn(thrown);
    }
  }

  #knownRefusal(door: Door): Failure | null {
    const now = this.#clock.now();
    const { refusal } = door;
    if (refusal === null || !isWithin(freshMs, refusal.seen, now)) return null;
    return now < refusal.until ? refusedUntil(refusal.until) : null;
  }

  #refused(door: Door, until: number): Failure {
    door.refusal = { until, seen: this.#clock.now() };
    return refusedUntil(until);
  }

  #warn(thrown: unknown): void {
    if (this.#warned) return;
    this.#warned = true;
    const { message } = RollcallError.from(thrown);
    this.#logger.warn({ error: message }, 'refused passwords cannot be remembered for other processes');
  }
}

/** Whether `at` is no longer ago than that; a time ahead of now, before the clock was set back, is not. */
const isWithin = (ms: number, at: number, now: number): boolean => now - at >= 0 && now - at < ms;

const notProvenInTime = (): RollcallError =>
  new RollcallError('skipped', 'the password is still being tried on another device, which does not answer', {
    phase: 'auth',
    hint: 'run it again for these devices; first on one of them, to see whether the login works',
  });

/** An abort keeps its own reason; our time limit is our own pacing (contract §4). */
function heldBack(thrown: unknown): Failure {
  const { outcome, error } = failureFrom(thrown);
  return outcome === 'skipped' ? { outcome, error: { ...error, code: 'paced' } } : { outcome, error };
}

function refusedUntil(until: number): Failure {
  const when = new Date(until).toISOString();
  const message = `not tried: two logins with this user name and password were refused; it is held back until ${when}, so that the account is not locked`;
  return failure('skipped', message, {
    code: 'credential_refused',
    phase: 'auth',
    hint: 'check `username` and the password; `rollcall doctor --retry-credentials` lets it be tried again before that',
  });
}
