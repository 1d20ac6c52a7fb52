import { abortReason, untilAborted } from '../base/abort.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { type Permit, Semaphore } from '../base/semaphore.ts';
import type { Device } from '../model/device.ts';
import { type Failure, failureFrom } from '../model/failure.ts';
import type { Connection, DialAnswer, Dialer } from '../transport/connection.ts';
import { Milestone } from './milestone.ts';

/** One channel's worth of a device's connection; `release` gives it back. */
export interface Lease {
  readonly connection: Connection;
  /** `new` when this lease waited for the dial. */
  readonly origin: 'new' | 'reused';
  release(): void;
}

export type LeaseAnswer =
  | { readonly ok: true; readonly lease: Lease }
  | { readonly ok: false; readonly failure: Failure };

export interface PoolOptions {
  readonly dialer: Dialer;
  readonly clock: Clock;
  /** A connection nobody uses is closed after this. */
  readonly idleCloseMs: number;
}

export interface LeaseOptions {
  readonly signal: AbortSignal;
  /** The dial begins. Not called for a connection that is already there. */
  readonly onDialStart: () => void;
  /** The dial has reached the login. Not called for a connection that is already there. */
  readonly onConnected?: (() => void) | undefined;
}

/** A dial that several leases may wait for. It ends when the last of them has gone. */
interface SharedDial {
  readonly answer: Promise<DialAnswer>;
  readonly controller: AbortController;
  readonly start: Milestone;
  readonly connected: Milestone;
  waiting: number;
}

/** The one connection of a device, and who uses it. */
interface Slot {
  readonly key: string;
  readonly channels: Semaphore;
  connection: Connection | null;
  dial: SharedDial | null;
  leases: number;
  idle: Timer | null;
  /** How many dials have failed, and how the last one did: whoever waited meanwhile must not try the same again. */
  failedDials: number;
  lastFailure: Failure | null;
}

/** What a connection depends on: a device edited in one of these is dialled anew. */
function connectionKey(device: Device): string {
  const { name, host, port, username, auth, hostKeys, knownHosts, legacyAlgorithms, sessionLimit } = device;
  return JSON.stringify([name, host, port, username, auth, hostKeys, knownHosts, legacyAlgorithms, sessionLimit]);
}

/** One connection a device, shared by every run, closed when idle. */
export interface ConnectionPool {
  /** Connections that stand, and how many of them nobody uses. */
  readonly connections: { readonly open: number; readonly idle: number };
  /** Waits for a free channel and a live connection. Never rejects; an abort answers with its reason. */
  lease(device: Device, options: LeaseOptions): Promise<LeaseAnswer>;
  /** Ends every dial and connection, and waits until their sockets are gone. */
  close(): Promise<void>;
}

export function createConnectionPool(options: PoolOptions): ConnectionPool {
  return new Pool(options);
}

class Pool implements ConnectionPool {
  readonly #options: PoolOptions;
  readonly #slots = new Map<string, Slot>();
  readonly #live = new Set<Connection>();
  readonly #dials = new Set<SharedDial>();
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get connections(): ConnectionPool['connections'] {
    const idle = [...this.#slots.values()].filter((slot) => slot.idle !== null && slot.connection !== null).length;
    return { open: this.#live.size, idle };
  }

  async lease(device: Device, options: LeaseOptions): Promise<LeaseAnswer> {
    const slot = this.#slot(device);
    slot.leases += 1;
    slot.idle?.cancel();
    slot.idle = null;
    const failedBefore = slot.failedDials;
    let permit: Permit | null = null;
    try {
      permit = await slot.channels.acquire(options.signal);
      if (slot.failedDials > failedBefore && slot.lastFailure !== null && !slot.connection?.open) {
        this.#release(slot, permit);
        return { ok: false, failure: slot.lastFailure };
      }
      const origin = slot.connection?.open ? 'reused' : 'new';
      const answer = await this.#connect(slot, device, options);
      if (!answer.ok) {
        this.#release(slot, permit);
        return answer;
      }
      return { ok: true, lease: this.#makeLease(slot, permit, answer.connection, origin) };
    } catch (thrown) {
      this.#release(slot, permit);
      return { ok: false, failure: failureFrom(thrown) };
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const reason = new RollcallError('cancelled', 'rollcall is closing', { phase: 'connect' });
    const dials = [...this.#dials];
    for (const dial of dials) dial.controller.abort(reason);
    await Promise.allSettled(dials.map((dial) => dial.answer));
    for (const slot of this.#slots.values()) slot.idle?.cancel();
    this.#slots.clear();
    await Promise.all([...this.#live].map((connection) => connection.close()));
  }

  #slot(device: Device): Slot {
    const key = connectionKey(device);
    const existing = this.#slots.get(key);
    if (existing) return existing;
    const channels = new Semaphore(device.sessionLimit);
    const slot: Slot = {
      key,
      channels,
      connection: null,
      dial: null,
      leases: 0,
      idle: null,
      failedDials: 0,
      lastFailure: null,
    };
    this.#slots.set(key, slot);
    return slot;
  }

  #makeLease(slot: Slot, permit: Permit, connection: Connection, origin: Lease['origin']): Lease {
    let held = true;
    return {
      connection,
      origin,
      release: () => {
        if (!held) return;
        held = false;
        this.#release(slot, permit);
      },
    };
  }

  async #connect(slot: Slot, device: Device, options: LeaseOptions): Promise<DialAnswer> {
    if (this.#closed) throw new RollcallError('cancelled', 'rollcall is closing');
    if (slot.connection?.open) return { ok: true, connection: slot.connection };
    slot.dial ??= this.#dial(slot, device);
    const dial = slot.dial;
    const forgetStart = dial.start.tell(options.onDialStart);
    const forgetConnected = dial.connected.tell(options.onConnected ?? (() => {}));
    dial.waiting += 1;
    try {
      return await untilAborted(dial.answer, options.signal);
    } finally {
      dial.waiting -= 1;
      forgetStart();
      forgetConnected();
      // Nobody waits any more: a handshake for no one must not go on against the router.
      if (dial.waiting === 0 && options.signal.aborted) {
        if (slot.dial === dial) slot.dial = null;
        dial.controller.abort(abortReason(options.signal));
      }
    }
  }

  #dial(slot: Slot, device: Device): SharedDial {
    const controller = new AbortController();
    const start = new Milestone();
    const connected = new Milestone();
    const answer = Promise.resolve().then(() =>
      this.#options.dialer.dial(device, {
        signal: controller.signal,
        onStart: () => start.reach(),
        onConnected: () => connected.reach(),
      }),
    );
    const dial: SharedDial = { answer, controller, start, connected, waiting: 0 };
    this.#dials.add(dial);
    const over = (): void => {
      this.#dials.delete(dial);
      if (slot.dial === dial) slot.dial = null;
      this.#whenUnused(slot);
    };
    // A dialer that throws is a defect; the leases that wait for `answer` report it.
    answer.then(
      (ended) => {
        if (ended.ok) this.#adopt(slot, ended.connection);
        else if (!controller.signal.aborted) {
          slot.failedDials += 1;
          slot.lastFailure = ended.failure;
        }
        over();
      },
      () => over(),
    );
    return dial;
  }

  #adopt(slot: Slot, connection: Connection): void {
    this.#live.add(connection);
    if (this.#slots.get(slot.key) !== slot || slot.connection !== null) {
      // Everyone had gone, and a newer dial took its place: a device has one connection.
      connection.onClose(() => this.#live.delete(connection));
      this.#retire(connection);
      return;
    }
    slot.connection = connection;
    connection.onClose(() => {
      this.#live.delete(connection);
      if (slot.connection !== connection) return;
      slot.connection = null;
      slot.idle?.cancel();
      slot.idle = null;
      this.#whenUnused(slot);
    });
  }

  #release(slot: Slot, permit: Permit | null): void {
    permit?.release();
    slot.leases -= 1;
    this.#whenUnused(slot);
  }

  #whenUnused(slot: Slot): void {
    if (slot.leases > 0 || slot.idle !== null || this.#closed) return;
    const { connection } = slot;
    if (connection === null) {
      if (slot.dial === null) this.#forget(slot);
      return;
    }
    slot.idle = this.#options.clock.after(this.#options.idleCloseMs, () => {
      slot.idle = null;
      this.#forget(slot);
      this.#retire(connection);
    });
  }

  #forget(slot: Slot): void {
    if (this.#slots.get(slot.key) === slot) this.#slots.delete(slot.key);
  }

  /** The port says that closing does not reject; what nobody waits for must not crash the process if it does. */
  #retire(connection: Connection): void {
    connection.close().catch(() => {});
  }
}
