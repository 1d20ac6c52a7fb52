import { RollcallError } from './rollcall-error.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Longest duration taken anywhere: one day. More is a slip of the keyboard, not a wish. */
const maxDurationMs = 86_400_000;

/** Timers and the wire count whole milliseconds. */
const minDurationMs = 1;

/** `30`, `30s`, `1.5m`, `250ms`, `2h` as milliseconds; a bare number is seconds, as everywhere on the wire. */
export function parseDuration(text: string, what: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  const ms = match ? Number(match[1]) * (unitMs[match[2] ?? 's'] ?? 1_000) : Number.NaN;
  if (ms >= minDurationMs && ms <= maxDurationMs) return ms;
  const wrong = match ? 'is not from 1ms to 24h' : 'is no duration';
  throw new RollcallError('bad_request', `${what}: "${text}" ${wrong}`, {
    hint: 'write 30s, 1.5m, 250ms or 2h: at least 1ms, at most 24h',
  });
}

/** Milliseconds as the wire's seconds with millisecond precision. */
export function toSeconds(ms: number): number {
  return Math.round(ms) / 1_000;
}
