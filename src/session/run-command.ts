import { startDeadline } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { toSeconds } from '../base/duration.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Device } from '../model/device.ts';
import { type Failure, failure } from '../model/failure.ts';
import type { PlannedCommand } from '../model/plan.ts';
import { rulesFor } from '../platform/rules-for.ts';
import type { Connection, ExecAnswer, OutputStream } from '../transport/connection.ts';
import { OutputCollector } from './output-collector.ts';

export interface CommandOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly outputLimitBytes: number;
  readonly onText: (stream: OutputStream, text: string) => void;
}

export interface CommandEnd {
  /** Null: the device answered and accepted the command. */
  readonly failure: Failure | null;
  readonly exitStatus: number | null;
  /** Whether the command may have reached the device. */
  readonly written: boolean;
}

/** Runs one line on an open connection, within its deadline and the output cap, and judges the answer. Never rejects. */
export async function runCommand(
  connection: Connection,
  device: Device,
  command: PlannedCommand,
  options: CommandOptions,
): Promise<CommandEnd> {
  const { clock, outputLimitBytes } = options;
  const overflow = new AbortController();
  const collector = new OutputCollector({
    limitBytes: outputLimitBytes,
    clock,
    onText: options.onText,
    onLimit: () => overflow.abort(tooLong(outputLimitBytes)),
  });
  const deadline = startDeadline(options.signal, command.timeoutMs, clock, () => tooSlow(command.timeoutMs));
  try {
    const answer = await connection.exec(command.line, {
      signal: AbortSignal.any([deadline.signal, overflow.signal]),
      onOutput: (stream, bytes) => collector.take(stream, bytes),
    });
    return judge(answer, device, collector.finish());
  } finally {
    deadline.clear();
  }
}

function judge(answer: ExecAnswer, device: Device, heads: Readonly<Record<OutputStream, string>>): CommandEnd {
  if (answer.ended === 'failed') return { failure: answer.failure, exitStatus: null, written: answer.written };
  const { exitStatus } = answer;
  const verdict = rulesFor(device.platform).judgeAnswer(heads.stdout, heads.stderr, exitStatus);
  if (verdict.outcome === 'ok') return { failure: null, exitStatus, written: true };
  const rejected = failure('rejected', verdict.message, {
    phase: 'command',
    hint: "the device's own command line refused it: check the spelling, the platform and the login's permissions",
  });
  return { failure: rejected, exitStatus, written: true };
}

const tooSlow = (timeoutMs: number): RollcallError =>
  new RollcallError('command_timeout', `no end of output within ${toSeconds(timeoutMs)} s`, {
    phase: 'command',
    hint: 'the channel was closed and the output so far is kept; allow more time (timeout_s, --timeout) or ask for less',
  });

const tooLong = (limitBytes: number): RollcallError =>
  new RollcallError('output_limit', `more than ${limitBytes} bytes of output`, {
    phase: 'command',
    hint: 'the channel was closed and the first part is kept; narrow the command, or raise output_limit_bytes',
  });
