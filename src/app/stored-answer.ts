import { toSeconds } from '../base/duration.ts';
import type { RunEvent } from '../model/event.ts';
import { instant } from '../model/instant.ts';
import type { ResultRow } from '../result/run-view.ts';

/** A good answer of an earlier moment. */
export interface StoredAnswer {
  /** The run in which the device was asked. */
  readonly runId: string;
  /** When it ended there, in epoch milliseconds. */
  readonly endedAt: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitStatus: number | null;
}

/** The row's answer if it is a good one; one that was itself reused keeps its run and its age. */
export function storedAnswer(runId: string, { finished, stdout, stderr }: ResultRow): StoredAnswer | null {
  if (finished?.outcome !== 'ok') return null;
  const { reused, time, exit_status: exitStatus } = finished;
  const ended = Date.parse(time);
  return reused === undefined
    ? { runId, endedAt: ended, stdout, stderr, exitStatus }
    : { runId: reused.run_id, endedAt: ended - reused.age_s * 1_000, stdout, stderr, exitStatus };
}

/** The answer as events of another run, whose log then holds all of it. */
export function reusedEvents(
  { runId, endedAt, stdout, stderr, exitStatus }: StoredAnswer,
  device: string,
  commandIndex: number,
  now: number,
): readonly RunEvent[] {
  const row = { time: instant(now), device, command_index: commandIndex };
  const output = (stream: 'stdout' | 'stderr', text: string): RunEvent[] =>
    text === '' ? [] : [{ type: 'output', ...row, stream, text }];
  return [
    ...output('stdout', stdout),
    ...output('stderr', stderr),
    {
      type: 'command-finished',
      ...row,
      outcome: 'ok',
      exit_status: exitStatus,
      start_time: null,
      end_time: null,
      connection: null,
      attempts: 0,
      reused: { run_id: runId, age_s: toSeconds(Math.max(0, now - endedAt)) },
    },
  ];
}
