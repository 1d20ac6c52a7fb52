import { beforeEach, describe, expect, it } from 'vitest';
import { RefusalLog } from '../../src/mcp/refusal-log.ts';
import type { AccessEvent } from '../../src/model/audit.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { silentLogger } from '../support/silent-logger.ts';

let clock: FakeClock;
let log: RefusalLog;
let events: AccessEvent[];
beforeEach(() => {
  clock = new FakeClock();
  events = [];
  log = new RefusalLog({ clock, logger: silentLogger, record: (event) => events.push(event) });
});

const refuse = (address: string, status = 401): void =>
  log.add({ status, why: 'no token', address, path: '/mcp', token: null });
const whole = (): number => events.filter(({ type }) => type === 'access-refused').length;

describe('refusals of one address', () => {
  it('are written one by one, then counted by the minute, and begin anew after an hour', () => {
    for (let count = 0; count < 8; count += 1) refuse('192.0.2.1', count < 6 ? 401 : 429);
    expect(events).toEqual(
      Array(5).fill({ type: 'access-refused', status: 401, why: 'no token', address: '192.0.2.1', path: '/mcp' }),
    );
    clock.advance(60_000);
    const since = '2026-01-01T00:00:00.000Z';
    expect(events.slice(5)).toEqual([
      { type: 'access-refused-count', count: 3, since, statuses: { 401: 1, 429: 2 }, addresses: { '192.0.2.1': 3 } },
    ]);
    clock.advance(3_540_000 - 1);
    refuse('192.0.2.1');
    expect(whole()).toBe(5);
    clock.advance(1);
    refuse('192.0.2.1');
    expect(whole()).toBe(6);
  });

  it('do not drown those of another', () => {
    for (let count = 0; count < 10_000; count += 1) refuse('192.0.2.1');
    refuse('192.0.2.2');
    expect(events.at(-1)).toMatchObject({ type: 'access-refused', address: '192.0.2.2' });
  });
});

describe('a count', () => {
  it('names the ten addresses that were refused most, and is written at the end too', () => {
    for (let one = 1; one <= 40; one += 1) for (let count = 0; count < 5 + one; count += 1) refuse(`192.0.2.${one}`);
    log.close();
    const last = events.at(-1);
    const written = whole();
    expect(last).toMatchObject({ type: 'access-refused-count', count: 40 * 5 + (40 * 41) / 2 - written });
    const named = last?.type === 'access-refused-count' ? Object.keys(last.addresses) : [];
    expect(named.sort()).toEqual(Array.from({ length: 10 }, (_, index) => `192.0.2.${31 + index}`).sort());
    expect(clock.pending).toBe(0);
    log.close();
    expect(events.at(-1)).toBe(last);
  });

  it('is not written where there is nothing to count', () => {
    refuse('192.0.2.1');
    clock.advance(3_600_000);
    log.close();
    expect(events.length).toBe(1);
  });
});

it('a day of refusals of ever new addresses takes less than 3 MB', () => {
  let bytes = 0;
  let told = 0;
  const prev = 'f'.repeat(64);
  log = new RefusalLog({
    clock,
    logger: silentLogger,
    record(event) {
      const caller = { surface: 'mcp-http', client: null, token: null, user: 'u'.repeat(32) };
      bytes += JSON.stringify({ time: '2026-01-01T00:00:00.000Z', caller, event, prev }).length + 1;
      told += event.type === 'access-refused-count' ? event.count : 1;
    },
  });
  const [perMinute, minutes] = [60, 1_440];
  for (let minute = 0; minute < minutes; minute += 1) {
    for (let each = 0; each < perMinute; each += 1) {
      refuse(
        `2001:0db8:1111:2222:3333:4444:${minute.toString(16).padStart(4, '0')}:${each.toString(16).padStart(4, '0')}`,
      );
    }
    clock.advance(60_000);
  }
  log.close();
  expect(told).toBe(perMinute * minutes);
  expect(bytes).toBeLessThan(3_000_000);
});

it('a clock that is set back shuts nothing off', () => {
  for (let one = 0; one < 200; one += 1) refuse(`192.0.2.${one}`);
  expect(whole()).toBe(100);
  clock.advance(-86_400_000);
  refuse('198.51.100.1');
  clock.advance(60_000);
  refuse('198.51.100.2');
  expect(events.at(-1)).toMatchObject({ type: 'access-refused', address: '198.51.100.2' });
});
