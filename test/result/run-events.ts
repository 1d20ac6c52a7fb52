import type { FailedOutcome } from '../../src/base/error-code.ts';
import type { CommandFinished, CommandRetried, RunEvent, RunStarted } from '../../src/model/event.ts';
import { failure } from '../../src/model/failure.ts';
import { instant } from '../../src/model/instant.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { OutputFormat } from '../../src/model/output-format.ts';
import { RunFold } from '../../src/result/run-fold.ts';

export const runId = '01JQZ5Y3V7W8X9ABCDEFGHJKMN';
const start = Date.UTC(2026, 0, 1);

/** The instant so many milliseconds into the run. */
export const at = (ms: number): string => instant(start + ms);

export function started(
  devices: readonly string[],
  commands: readonly string[] = ['show version'],
  format: OutputFormat = 'text',
): RunStarted {
  return {
    type: 'run-started',
    time: at(0),
    run_id: runId,
    devices: [...devices],
    commands: commands.map((text) => ({ text, label: null })),
    warnings: [],
    ...(format !== 'text' && { format }),
    owner: { host: 'here', pid: 1, process_start: null },
  };
}

export interface Answer {
  readonly outcome?: Outcome;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitStatus?: number | null;
  readonly message?: string;
  readonly hint?: string;
  readonly commandIndex?: number;
  readonly startMs?: number;
  readonly endMs?: number;
}

/** All events of one command on one device. */
export function answered(device: string, answer: Answer = {}): readonly RunEvent[] {
  const { outcome = 'ok', stdout, stderr, commandIndex: command_index = 0, startMs = 10, endMs = 110 } = answer;
  const place = { device, command_index };
  const output = (stream: 'stdout' | 'stderr', text: string | undefined): readonly RunEvent[] =>
    text === undefined ? [] : [{ type: 'output', time: at(startMs), ...place, stream, text }];
  return [
    { type: 'command-started', time: at(startMs), ...place },
    ...output('stdout', stdout),
    ...output('stderr', stderr),
    finished(device, answer, { start_time: at(startMs), end_time: at(endMs), time: at(endMs), attempts: 1, outcome }),
  ];
}

export function finished(device: string, answer: Answer, event: Partial<CommandFinished> = {}): CommandFinished {
  const outcome = answer.outcome ?? 'ok';
  return {
    type: 'command-finished',
    time: at(0),
    device,
    command_index: answer.commandIndex ?? 0,
    outcome,
    exit_status: answer.exitStatus === undefined ? (outcome === 'ok' ? 0 : null) : answer.exitStatus,
    start_time: null,
    end_time: null,
    connection: null,
    attempts: 0,
    ...(outcome !== 'ok' && { error: errorOf(outcome, answer) }),
    ...event,
  };
}

/** The n-th attempt was lost, and another one follows in two seconds. */
export function retried(device: string, attempt: number, outcome: FailedOutcome = 'connection_lost'): CommandRetried {
  const times = { start_time: at(10), end_time: at(110), retry_at: at(2_110) };
  const error = errorOf(outcome, {});
  return { type: 'command-retried', time: at(110), device, command_index: 0, attempt, outcome, error, ...times };
}

function errorOf(outcome: FailedOutcome, { message, hint }: Answer): NonNullable<CommandFinished['error']> {
  return failure(outcome, message ?? `it was ${outcome}`, { phase: 'command', hint }).error;
}

export const ended = (ms = 1_000, state: 'finished' | 'cancelled' = 'finished'): RunEvent => ({
  type: 'run-finished',
  time: at(ms),
  state,
});

export function foldOf(first: RunStarted, events: readonly RunEvent[]): RunFold {
  const fold = RunFold.start(first);
  for (const event of events) fold.apply(event);
  return fold;
}
