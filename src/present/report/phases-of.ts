import type { ResultRow } from '../../result/run-view.ts';

/** `session`: connect, login and command in one, where the run's log tells no more (one of an older rollcall). */
export type PhaseName = 'connect' | 'login' | 'command' | 'session';

/** A stretch of a command's time, in milliseconds since the run began. */
export interface Phase {
  readonly phase: PhaseName;
  readonly from: number;
  readonly to: number;
}

/** What a command's time went into, in order and without a gap; empty where it was never started. A failure is in the last. */
export function phasesOf(row: ResultRow, runStartMs: number, nowMs: number): readonly Phase[] {
  const { startTime, finished } = row;
  const since = (time: string): number => Math.max(0, Date.parse(time) - runStartMs);
  if (startTime === null) return [];
  const start = since(startTime);
  const end = Math.max(start, finished?.end_time == null ? nowMs - runStartMs : since(finished.end_time));
  if (finished === null) return [{ phase: 'session', from: start, to: end }];
  const { connected_time, logged_in_time, connection, error } = finished;
  const within = (time: string): number => Math.min(end, Math.max(start, since(time)));
  if (connected_time === undefined) {
    if (connection === 'reused') return [{ phase: 'command', from: start, to: end }];
    const dialFailed = connection === null && error !== undefined && error.phase !== 'auth';
    return [{ phase: dialFailed ? 'connect' : 'session', from: start, to: end }];
  }
  const connected = within(connected_time);
  const connect: Phase = { phase: 'connect', from: start, to: connected };
  if (logged_in_time === undefined) return [connect, { phase: 'login', from: connected, to: end }];
  const loggedIn = Math.max(connected, within(logged_in_time));
  return [connect, { phase: 'login', from: connected, to: loggedIn }, { phase: 'command', from: loggedIn, to: end }];
}
