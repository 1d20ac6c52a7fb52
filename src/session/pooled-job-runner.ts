import { abortReason } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { ApprovedCommand, ApprovedJob } from '../model/approved-plan.ts';
import type { CommandFinished, CommandRetried } from '../model/event.ts';
import { type Failure, failure, failureFrom } from '../model/failure.ts';
import { instant } from '../model/instant.ts';
import { atRunDeadline, isRunDeadline, notBegunByDeadline } from '../model/run-deadline.ts';
import type { Redaction } from '../redact/redaction.ts';
import { backOffMs } from './back-off.ts';
import type { ConnectionPool, Lease } from './connection-pool.ts';
import type { JobContext, JobRunner } from './job-runner.ts';
import { mayRetry } from './may-retry.ts';
import { type CommandEnd, runCommand } from './run-command.ts';

export interface JobRunnerOptions {
  readonly pool: ConnectionPool;
  readonly clock: Clock;
  readonly outputLimitBytes: number;
  /** What is done to every answer before anything else sees it. */
  readonly redaction: () => Promise<Redaction>;
  /** From 0 to 1, for the waits before retries; `Math.random` by default. */
  readonly random?: () => number;
}

/** How one command of a job went. */
interface Attempted extends CommandEnd {
  readonly connection: 'new' | 'reused' | null;
  readonly attempts: number;
  readonly startTime: string | null;
  /** When the dial that this command waited for came to the login, and was logged in. */
  readonly connectedTime?: string | undefined;
  readonly loggedInTime?: string | undefined;
}

/** Runs jobs over the pool's connections. */
export function pooledJobRunner(options: JobRunnerOptions): JobRunner {
  return {
    async prepare() {
      await options.redaction();
    },
    run: async (job, context) => new JobRun(options, job, context, await options.redaction()).run(),
  };
}

class JobRun {
  readonly #options: JobRunnerOptions;
  readonly #job: ApprovedJob;
  readonly #context: JobContext;
  readonly #redaction: Redaction;
  readonly #random: () => number;
  #anyWritten = false;

  constructor(options: JobRunnerOptions, job: ApprovedJob, context: JobContext, redaction: Redaction) {
    this.#options = options;
    this.#job = job;
    this.#context = context;
    this.#redaction = redaction;
    this.#random = options.random ?? Math.random;
  }

  async run(): Promise<void> {
    let standing: Failure | null = null;
    for (const command of this.#job.commands) {
      standing ??= this.#notBegun();
      if (standing !== null) {
        this.#finish(command, { failure: standing, ...neverStarted });
        continue;
      }
      const end = await this.#lastAttempt(command);
      this.#anyWritten ||= end.written;
      this.#finish(command, end);
      standing = this.#standsOnTheRest(end.failure);
    }
  }

  /** Tries the command as often as it may be tried, and gives the end of the last attempt; `attempts` and `written` are those of all. */
  async #lastAttempt(command: ApprovedCommand): Promise<Attempted> {
    const { retries, rest, emit } = this.#context;
    let attempts = 0;
    let written = false;
    for (let retry = 0; ; retry += 1) {
      const end = await this.#attempt(command);
      const ended = end.failure && atRunDeadline(end.failure, { ...end, first: retry === 0 });
      attempts += end.attempts;
      written ||= end.written;
      if (ended === null || retry === retries || !mayRetry(ended, end.written, command.verdict)) {
        return { ...end, failure: ended, attempts, written };
      }
      const delayMs = backOffMs(retry + 1, this.#random());
      emit(this.#retried(command, { ...end, attempts }, ended, delayMs));
      try {
        await rest(delayMs);
      } catch (thrown) {
        const cut = atRunDeadline(failureFrom(thrown), { ...neverStarted, first: false });
        return { ...neverStarted, failure: cut, attempts, written };
      }
    }
  }

  #retried(command: ApprovedCommand, end: Attempted, ended: Failure, delayMs: number): CommandRetried {
    const now = this.#options.clock.now();
    return {
      type: 'command-retried',
      time: instant(now),
      device: this.#job.device.name,
      command_index: command.index,
      attempt: end.attempts,
      outcome: ended.outcome,
      error: ended.error,
      start_time: end.startTime,
      end_time: end.startTime === null ? null : instant(now),
      retry_at: instant(now + delayMs),
    };
  }

  /** Why the next command must not begin while others may end; null when it may, or where everything ends. */
  #notBegun(): Failure | null {
    const { mayBegin, signal } = this.#context;
    if (!mayBegin.aborted || signal.aborted) return null;
    const reason = failureFrom(abortReason(mayBegin));
    if (!this.#anyWritten) return reason;
    const { code, message, hint } = reason.error;
    return failure('skipped', `not sent: ${message}`, { code, hint, phase: 'queue' });
  }

  /** What becomes of the commands after this one; null when they run (contract §4). */
  #standsOnTheRest(ended: Failure | null): Failure | null {
    if (ended === null) return null;
    if (isRunDeadline(ended)) return notBegunByDeadline;
    if (!this.#anyWritten) return ended;
    switch (ended.outcome) {
      case 'rejected':
      case 'command_timeout':
      case 'output_limit':
      case 'busy':
        return null;
      default:
        return failure('skipped', `not sent: an earlier command of this device ended as ${ended.outcome}`, {
          phase: 'queue',
          hint: 'run it again for this device once the cause is mended',
        });
    }
  }

  async #attempt(command: ApprovedCommand): Promise<Attempted> {
    let startTime: string | null = null;
    const started = (): void => {
      if (startTime !== null) return;
      startTime = instant(this.#options.clock.now());
      this.#context.emit({
        type: 'command-started',
        time: startTime,
        device: this.#job.device.name,
        command_index: command.index,
        ...(command.mayChange && { may_change: true }),
      });
    };
    let connection: Attempted['connection'] = null;
    let attempts = 0;
    let connectedTime: string | undefined;
    let loggedInTime: string | undefined;
    const now = (): string => instant(this.#options.clock.now());
    try {
      for (;;) {
        const leased = await this.#options.pool.lease(this.#job.device, {
          signal: this.#context.mayBegin,
          onDialStart: started,
          onConnected: () => {
            connectedTime = now();
          },
        });
        if (!leased.ok) {
          // A device that was never dialled was not attempted.
          if (startTime !== null) attempts += 1;
          const never = { exitStatus: null, written: false, connection, attempts, startTime, connectedTime };
          return { failure: leased.failure, ...never };
        }
        const { lease } = leased;
        connection = lease.origin;
        if (connection === 'new') loggedInTime = now();
        started();
        attempts += 1;
        const unsent = (command.mayChange ? await this.#unrecorded() : null) ?? this.#notBegun();
        if (unsent !== null) {
          lease.release();
          return { failure: unsent, exitStatus: null, written: false, connection, attempts, startTime };
        }
        const end = withoutAnswer(command, await this.#exec(lease, command));
        if (attempts === 1 && this.#diedUnnoticed(lease, end)) continue;
        return { ...end, connection, attempts, startTime, connectedTime, loggedInTime };
      }
    } catch (thrown) {
      const end = withoutAnswer(command, { failure: failureFrom(thrown), exitStatus: null, written: true });
      return { ...end, connection, attempts, startTime };
    }
  }

  /** Why a change must not be sent: a run that ends early would read back as if nothing had been. Null when it may. */
  async #unrecorded(): Promise<Failure | null> {
    try {
      await this.#context.recorded();
      return null;
    } catch (thrown) {
      const { message, hint } = RollcallError.from(thrown);
      const text = `not sent: a command that may change something is sent only once that is on record, and ${message}`;
      return failure('skipped', text, { code: 'not_recorded', phase: 'queue', hint });
    }
  }

  /** A pooled connection that was dead before the command went out is replaced, without being asked for and at once. */
  #diedUnnoticed(lease: Lease, end: CommandEnd): boolean {
    return lease.origin === 'reused' && !end.written && end.failure?.outcome === 'connection_lost';
  }

  async #exec(lease: Lease, command: ApprovedCommand): Promise<CommandEnd> {
    const { reveal } = this.#context;
    const { name } = this.#job.device;
    try {
      return await runCommand(lease.connection, this.#job.device, command, {
        signal: this.#context.signal,
        clock: this.#options.clock,
        outputLimitBytes: this.#options.outputLimitBytes,
        runBudget: this.#context.budget,
        redaction: this.#redaction,
        onClearText: reveal && ((stream, text) => reveal(name, command.index, stream, text)),
        onText: (stream, text) =>
          this.#context.emit({
            type: 'output',
            time: instant(this.#options.clock.now()),
            device: this.#job.device.name,
            command_index: command.index,
            stream,
            text,
          }),
      });
    } finally {
      lease.release();
    }
  }

  #finish(command: ApprovedCommand, end: Attempted): void {
    const now = instant(this.#options.clock.now());
    const event: CommandFinished = {
      type: 'command-finished',
      time: now,
      device: this.#job.device.name,
      command_index: command.index,
      outcome: end.failure?.outcome ?? 'ok',
      exit_status: end.exitStatus,
      start_time: end.startTime,
      end_time: end.startTime === null ? null : now,
      connection: end.connection,
      attempts: end.attempts,
      ...(end.connectedTime !== undefined && { connected_time: end.connectedTime }),
      ...(end.loggedInTime !== undefined && { logged_in_time: end.loggedInTime }),
    };
    if (end.failure !== null) event.error = end.failure.error;
    this.#context.emit(event);
  }
}

/** A change that was sent and whose end nobody saw: nobody can say whether it was made. */
function withoutAnswer({ mayChange }: ApprovedCommand, end: CommandEnd): CommandEnd {
  const { failure: ended, written } = end;
  if (!mayChange || !written || ended === null) return end;
  const { code, message, phase } = ended.error;
  // Refused in the device's own words. A channel that closed without any may have run the command (a reboot ends like that).
  if (code === 'rejected' && phase === 'command') return end;
  const unknown = failure('unknown', `${message}; the command had been sent and may have changed something`, {
    code,
    phase,
    hint: 'look at the device before you send it again',
  });
  return { ...end, failure: unknown };
}

const neverStarted = { exitStatus: null, written: false, connection: null, attempts: 0, startTime: null } as const;
