import type { ApprovalAnswer, ApprovalQuestion } from '../model/approval.ts';
import type { AccessEvent } from '../model/audit.ts';
import type { Caller } from '../model/caller.ts';
import type { CommandInput } from '../model/command.ts';
import type { Device } from '../model/device.ts';
import type { EventListener } from '../model/event.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Failure } from '../model/failure.ts';
import type { GuardTarget } from '../model/guard-target.ts';
import type { Selection } from '../model/inventory.ts';
import type { OutputFormat } from '../model/output-format.ts';
import type { ProcessStatus } from '../model/process-status.ts';
import type { RunState } from '../model/run-document.ts';
import type { RunRequest, SelectorInput } from '../model/run-request.ts';
import type { TrustAnswer } from '../model/trust-answer.ts';
import type { Judgement } from '../model/verdict.ts';
import type { RunView } from '../result/run-view.ts';
import type { Reveal } from '../session/job-runner.ts';
import type { Plans, RunPreview } from './plan/plans.ts';

/** A run of this process, from its first moment until it has ended and its log is closed. */
export interface ActiveRun {
  readonly runId: string;
  /** The account so far; live until the end. */
  readonly view: RunView;
  /** Resolves when the run has ended and its history is on disk. Never rejects. */
  readonly ended: Promise<void>;
  /** False where its history could not be written: it can be read in this process only. */
  readonly recorded: boolean;
  /** From now on each event, after it was folded into `view`. Returns the way to stop listening. */
  subscribe(listener: EventListener): () => void;
  /** Closes the channels on the devices; what has not finished becomes `cancelled`. Idempotent. */
  cancel(why: string): void;
}

export interface RunListEntry {
  /** Absent: a run. */
  readonly kind?: 'plan' | undefined;
  /** Of a plan: the access token that it was started with; null where there was none. */
  readonly token?: string | null | undefined;
  /** The step of a plan that it is a part of. */
  readonly plan?: { readonly id: string; readonly step: string } | undefined;
  readonly runId: string;
  readonly state: RunState;
  readonly startTime: string;
  readonly commands: readonly string[];
  /** Folded selector. */
  readonly devices: string;
  readonly deviceCount: number;
  /** In selector order. */
  readonly deviceNames: readonly string[];
  /** What the devices were asked for. */
  readonly format: OutputFormat;
}

export interface RunListQuery {
  /** At most this many, newest first. */
  readonly limit: number;
  /** Runs in which a command contains this text. */
  readonly command?: string | undefined;
  /** Runs that name this device. */
  readonly device?: string | undefined;
  /** Runs started at or after this ISO 8601 instant. */
  readonly since?: string | undefined;
}

export interface RunList {
  readonly entries: readonly RunListEntry[];
  /** Set where older runs may match too but were not looked at: how many of the newest were. */
  readonly newestSearched: number | null;
}

/** Numbers only: nothing in it names a device, a run or a caller. */
export interface WorkStatus {
  readonly own: ProcessStatus;
  /** Oldest first. */
  readonly others: readonly ProcessStatus[];
}

export interface CancelAnswer {
  /** `cancelled`: it ran here. `requested`: another process runs it and looks every 500 ms. `ended`: nothing to do. */
  readonly result: 'cancelled' | 'requested' | 'ended';
}

export interface StartOptions {
  /** Who asks, for the audit log. */
  readonly caller: Caller;
  /** False: the caller may not change anything, whoever approves it. Default: as rollcall was started. */
  readonly mayChange?: boolean | undefined;
  /** A person's answer to the question that `askApproval` gave. */
  readonly approval?: ApprovalAnswer | undefined;
  /** Gets every event from the first on, also those from before `startRun` resolves. */
  readonly onEvent?: EventListener | undefined;
  /** The step of a plan that this run is a part of. */
  readonly plan?: { readonly id: string; readonly step: string } | undefined;
  /** As `onEvent`, each once it is in the run's log, and all of them before `ended` resolves. */
  readonly onRecorded?: EventListener | undefined;
  /**
   * Gets the answers with their secrets, which the events and all that is kept do not hold. For the command line alone;
   * the audit log says that it was asked.
   */
  readonly reveal?: Reveal | undefined;
  /**
   * The run that this one goes on with: it was cut off, and asked the same. What it has stays, the rest is asked. Throws
   * `bad_request` where a line may do more than read.
   */
  readonly resume?: string | undefined;
  /** Whether answers of a run of these devices may be used again (`max_age_s`); default: of every run. */
  readonly mayReuse?: ((devices: readonly string[]) => boolean) | undefined;
}

/** A run or a plan that has ended. */
export type RunEnd = Pick<RunView, 'runId'>;

/** Hears of each run and plan of this process when it has ended and its log is closed. Must not throw. */
export type RunEndListener = (end: RunEnd) => void;

/** What every surface (MCP, command line) can ask for. Bad requests throw RollcallError; failing devices never do. */
export interface Rollcall extends Plans {
  /**
   * Checks the request, selects, plans, lets the guard decide, and starts. Resolves as soon as the run exists.
   * A run in which everything was denied or unknown exists too, and has already ended. Throws `audit_failed`, with
   * nothing sent, where the audit log is required and cannot be written. Lines that need a person's approval are denied
   * without one; with one it throws `approval_refused` where it is no good, `approval_stale` where the plan is another now.
   */
  startRun(request: RunRequest, options: StartOptions): Promise<ActiveRun>;
  /**
   * What a person has to approve before this request can run whole; null where there is nothing, or nothing that an
   * approval would help. Throws as `startRun` does on a bad request.
   */
  askApproval(
    request: RunRequest,
    options: Omit<StartOptions, 'approval' | 'onEvent'>,
  ): Promise<ApprovalQuestion | null>;
  /** What a request would come to: its devices and what the guard says, with nothing sent. Throws as `startRun` does. */
  previewRun(request: RunRequest, options: Pick<StartOptions, 'caller' | 'mayChange'>): Promise<RunPreview>;
  /** Puts a request that was refused before it came to `startRun`, which records its own, in the audit log. Never rejects. */
  recordRefusal(request: RunRequest, caller: Caller, thrown: unknown): Promise<void>;
  /** Puts what someone was not let in for in the audit log. Never rejects: it is refused whether recorded or not. */
  recordAccess(caller: Caller, event: AccessEvent): Promise<void>;
  /** The run if this process started it and it has not ended. */
  activeRun(runId: string): ActiveRun | undefined;
  /** From now on each end of a run or plan of this process. Returns the way to stop listening. */
  onRunEnded(listener: RunEndListener): () => void;
  /** Every run of this process that has not ended. */
  activeRuns(): readonly ActiveRun[];
  /**
   * Resolves when what has happened so far in the runs of this process was handed to the system, or cannot be: awaited before
   * an answer goes out, so that nobody is told what a sudden end of the process could undo. Never rejects.
   */
  flushed(): Promise<void>;
  /** A run's account: live, or read back from history. Throws `unknown_run`. */
  readRun(runId: string): Promise<RunView>;
  /** As `readRun`, for one device: rows of others may have no end. Quick also on a run of ten thousand. */
  readDevice(runId: string, device: string): Promise<RunView>;
  /** Resolves when the run ended, or the time is over, or the signal aborted. Works for another process's run too. */
  waitForRun(runId: string, waitMs: number, signal: AbortSignal): Promise<void>;
  listRuns(query: RunListQuery): Promise<RunList>;
  /** Throws `unknown_run`. */
  cancelRun(runId: string, caller: Caller): Promise<CancelAnswer>;
  /** What this process does, and what the others that share the state folder told last. Throws `history_failed`. */
  status(): Promise<WorkStatus>;
  /** The devices a selector stands for (default: all), and the inventory's warnings. */
  listDevices(
    devices?: SelectorInput,
  ): Promise<Selection & { readonly source: string; readonly groups: ReadonlyMap<string, readonly string[]> }>;
  /** The guard's verdict for each command. */
  judge(command: CommandInput, target: GuardTarget, caller: Caller): readonly Judgement[];
  /** The guard's verdict on one line with its grounds, word by word. */
  explain(line: string, target: GuardTarget, caller: Caller): Explanation;
  /** Reads the device's present host key without logging in, and remembers it. */
  trust(device: Device, signal: AbortSignal, caller: Caller): Promise<TrustAnswer>;
  /** Dials, checks the host key and logs in, runs nothing: null when all of that worked, else what did not. */
  checkDevice(device: Device, signal: AbortSignal): Promise<Failure | null>;
  /**
   * Takes no new work from now on (`shutting_down`), begins no more command, and resolves when every run has ended: the
   * commands that run have `graceMs` for it, then they are cancelled. May be called again with less.
   */
  drain(graceMs: number): Promise<void>;
  /** Cancels every run, gives webhooks a last time, closes every connection, leaves no timer. */
  close(): Promise<void>;
}
