import type { Clock } from '../../base/clock.ts';
import type { Device } from '../../model/device.ts';
import { type Failure, failure, failureFrom } from '../../model/failure.ts';
import type { DialAnswer, Dialer, DialOptions } from '../connection.ts';
import { DialRecord, dialsPerWindow, failuresUntilRest } from './dial-record.ts';
import { LoginPacer, passAll } from './login-pacer.ts';

export interface PacedDialerOptions {
  readonly dialer: Dialer;
  readonly clock: Clock;
  /** Dials a second over all devices; null: no bound. */
  readonly loginsPerS: number | null;
  /** From 0 to 1; `Math.random` by default. */
  readonly random?: () => number;
}

/** Failures of the connection itself. A device that refuses a login or has another host key is there. */
const countedAsDown: ReadonlySet<string> = new Set(['unreachable', 'connect_timeout', 'busy']);

export interface PacedDialer extends Dialer {
  /** Devices that are not dialled for a while, because they could not be reached. */
  readonly resting: number;
}

/**
 * A dialer that spares devices and AAA servers: it spaces dials out as the settings and the device's groups ask, and
 * refuses those of a device that was dialled too often or cannot be reached. What it knows is of this process.
 */
export function pacedDialer({ dialer, clock, loginsPerS, random = Math.random }: PacedDialerOptions): PacedDialer {
  const records = new Map<string, DialRecord>();
  const groups = new Map<string, LoginPacer>();
  const overall = loginsPerS === null ? null : new LoginPacer({ perSecond: loginsPerS, clock, random });

  function recordOf({ name, host, port }: Device): DialRecord {
    const key = JSON.stringify([name, host, port]);
    const record = records.get(key) ?? new DialRecord();
    records.set(key, record);
    return record;
  }

  /** Groups in order of name and the bound over all last: those who wait for a slow group keep nobody else waiting. */
  function pacersOf({ loginPaces = [] }: Device): readonly LoginPacer[] {
    const own = [...loginPaces].sort((a, b) => (a.group < b.group ? -1 : 1));
    const pacers = own.map(({ group, perSecond }) => {
      // An edited rate begins anew.
      const key = JSON.stringify([group, perSecond]);
      const pacer = groups.get(key) ?? new LoginPacer({ perSecond, clock, random });
      groups.set(key, pacer);
      return pacer;
    });
    return overall === null ? pacers : [...pacers, overall];
  }

  async function dialWith(record: DialRecord, device: Device, options: DialOptions): Promise<DialAnswer> {
    let started = false;
    const answer = await dialer.dial(device, {
      signal: options.signal,
      onStart: () => {
        started = true;
        record.started(clock.now());
        options.onStart();
      },
      onConnected: options.onConnected,
    });
    if (answer.ok) record.ended('reached', clock.now());
    else if (countedAsDown.has(answer.failure.outcome)) record.ended('failed', clock.now());
    else if (started && answer.failure.error.phase === 'auth') record.ended('reached', clock.now());
    return answer;
  }

  return {
    get resting() {
      const now = clock.now();
      return [...records.values()].filter((record) => record.leave(now).kind === 'resting').length;
    },
    async dial(device, options) {
      const record = recordOf(device);
      const refused = refusal(record, clock.now());
      if (refused !== null) return { ok: false, failure: refused };
      try {
        await passAll(pacersOf(device), options.signal);
      } catch (thrown) {
        return { ok: false, failure: failureFrom(thrown) };
      }
      return dialWith(record, device, options);
    },
  };
}

function refusal(record: DialRecord, now: number): Failure | null {
  const leave = record.leave(now);
  switch (leave.kind) {
    case 'free':
      return null;
    case 'paced':
      return failure(
        'skipped',
        `dialled ${dialsPerWindow} times within a minute; not again before ${at(leave.until)}`,
        {
          code: 'paced',
          phase: 'queue',
          hint: 'run it again then; within one `rollcall serve` a connection stays open for a while and is used again',
        },
      );
    case 'resting':
      return failure(
        'skipped',
        `the last ${failuresUntilRest} connections in a row failed, or more; it rests until ${at(leave.until)}`,
        { code: 'resting', phase: 'queue', hint: 'mend the cause, then run it again after that time' },
      );
  }
}

/** Whole seconds, rounded up, so that equal failures of many devices fold. */
const at = (ms: number): string => new Date(Math.ceil(ms / 1_000) * 1_000).toISOString();
