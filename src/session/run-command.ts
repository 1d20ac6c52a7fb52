import { startDeadline } from '../base/abort.ts';
import type { ByteBudget } from '../base/byte-budget.ts';
import type { Clock } from '../base/clock.ts';
import { toSeconds } from '../base/duration.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Device } from '../model/device.ts';
import { type Failure, failure } from '../model/failure.ts';
import type { PlannedCommand } from '../model/plan.ts';
import { rulesFor } from '../platform/rules-for.ts';
import type { Redaction } from '../redact/redaction.ts';
import type { Connection, ExecAnswer, OutputStream } from '../transport/connection.ts';
import { OutputCollector } from './output-collector.ts';

export interface CommandOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly outputLimitBytes: number;
  readonly runBudget: ByteBudget;
  readonly redaction: Redaction;
  readonly onText: (stream: OutputStream, text: string) => void;
  readonly onClearText?: ((stream: OutputStream, text: string) => void) | undefined;
}

export interface CommandEnd {
  /** Null: the device answered and accepted the command. */
  readonly failure: Failure | null;
  readonly exitStatus: number | null;
  /** Whether the command may have reached the device. */
  readonly written: boolean;
}

/** Runs one line on an open connection, within its deadline and the output cap, and judges the answer. No failure of the device rejects. */
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
    runBudget: options.runBudget,
    clock,
    newRedactor: () => options.redaction(device.platform, command.line),
    onText: options.onText,
    onClearText: options.onClearText,
    onLimit: (limit) => overflow.abort(limit === 'run' ? runFull(options.runBudget) : tooLong(outputLimitBytes)),
  });
  const deadline = startDeadline(options.signal, command.timeoutMs, clock, () => tooSlow(command.timeoutMs));
  let answer: ExecAnswer;
  let heads: Readonly<Record<OutputStream, string>>;
  try {
    answer = await connection.exec(command.line, {
      signal: AbortSignal.any([deadline.signal, overflow.signal]),
      onOutput: (stream, bytes) => collector.take(stream, bytes),
    });
  } finally {
    deadline.clear();
    heads = collector.finish();
  }
  return judge(answer, device, command, heads);
}

function judge(
  answer: ExecAnswer,
  device: Device,
  { timeoutMs }: PlannedCommand,
  heads: Readonly<Record<OutputStream, string>>,
): CommandEnd {
  if (answer.ended === 'failed') {
    const { written, exitStatus = null } = answer;
    const unsent = !written && answer.failure.error.code === 'command_timeout';
    return { failure: unsent ? notSent(timeoutMs) : answer.failure, exitStatus, written };
  }
  const { exitStatus, signal } = answer;
  if (signal !== null) return { failure: endedBySignal(signal), exitStatus, written: true };
  const verdict = rulesFor(device.platform).judgeAnswer(heads.stdout, heads.stderr, exitStatus);
  if (verdict.outcome === 'ok') return { failure: null, exitStatus, written: true };
  const rejected = failure('rejected', verdict.message, {
    phase: 'command',
    hint: "the device's own command line refused it: check the spelling, the platform and the login's permissions",
  });
  return { failure: rejected, exitStatus, written: true };
}

/** What came before may be half an answer: never a success, whatever it looks like. */
const endedBySignal = (signal: string): Failure =>
  failure('rejected', `the device ended the command by signal ${signal}`, {
    code: 'ended_by_signal',
    phase: 'command',
    hint: 'the output so far is kept and may be cut; look at the memory and the process limits of the device',
  });

const notSent = (timeoutMs: number): Failure =>
  failure('command_timeout', `the device opened no channel within ${toSeconds(timeoutMs)} s`, {
    phase: 'channel',
    hint: 'the command was not sent; check that the device still answers, and run it again',
  });

const tooSlow = (timeoutMs: number): RollcallError =>
  new RollcallError('command_timeout', `no end of output within ${toSeconds(timeoutMs)} s`, {
    phase: 'command',
    hint: 'the channel was closed and the output so far is kept; allow more time (timeout_s, --timeout) or ask for less',
  });

const runFull = ({ totalBytes }: ByteBudget): RollcallError =>
  new RollcallError(
    'output_limit',
    `the run has taken the ${totalBytes} bytes of output that all its commands may have`,
    {
      phase: 'command',
      hint: 'what had come is kept; ask fewer devices, narrow the command, or raise run_output_limit_bytes',
    },
  );

const tooLong = (limitBytes: number): RollcallError =>
  new RollcallError('output_limit', `more than ${limitBytes} bytes of output`, {
    phase: 'command',
    hint: 'the channel was closed and the first part is kept; narrow the command, or raise output_limit_bytes',
  });
