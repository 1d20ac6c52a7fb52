import type { Readiness } from '../app/create-readiness.ts';
import type { WorkWatch } from '../app/create-work-watch.ts';
import type { Snapshots } from '../app/history-upkeep.ts';
import type { Rollcall } from '../app/rollcall.ts';
import type { Clock } from '../base/clock.ts';
import type { TokenStore } from '../model/access-token.ts';
import type { AuditArchive } from '../model/audit.ts';
import type { Masker } from '../model/masker.ts';
import type { PlanRequest } from '../model/plan-request.ts';
import type { Policy } from '../model/policy.ts';
import type { Prune } from '../model/prune.ts';
import type { EffectiveSettings, Settings } from '../model/settings.ts';
import type { Person } from './person-at-terminal.ts';

/** What may stand on the command line of every command. An absent key leaves the choice to the weaker sources. */
export interface GlobalFlags {
  readonly inventory?: string | undefined;
  readonly sshConfig?: string | undefined;
  /** The settings file to read in place of the usual one. */
  readonly settingsFile?: string | undefined;
  readonly logLevel?: Settings['log_level'] | undefined;
  readonly logFormat?: Settings['log_format'] | undefined;
  /** Lets a person approve commands that change something. A flag only: no file or variable turns it on unseen. */
  readonly allowChanges?: boolean | undefined;
  /** State folder in place of `$ROLLCALL_HOME`; no flag, the demo keeps its state in a folder of its own with it. */
  readonly home?: string | undefined;
}

/** Where text goes. Writing to one whose reader is gone does nothing: `rollcall … | head` is no crash. */
export interface TextOutput {
  readonly isTerminal: boolean;
  /** Present width of the terminal; 80 where there is none. */
  readonly columns: number;
  write(text: string): void;
  /** Calls back once when the reader is gone (EPIPE). Returns the way to stop listening. */
  onReaderGone(listener: () => void): () => void;
}

export interface FileStatus {
  readonly kind: 'folder' | 'file' | 'other';
  /** Permission bits, for example 0o700. */
  readonly mode: number;
  /** Whether this process may write to it, and if it is a folder make files there. */
  readonly writable: boolean;
}

/** The little of the file system that commands need. Failures throw the system's error. */
export interface FilePort {
  /** Makes the folder and its parents; no error when it is there. */
  makeFolder(path: string): Promise<void>;
  /** Pieces are written one after the other. */
  writeFile(path: string, text: string | Iterable<string>): Promise<void>;
  /** Null when there is nothing of that name. */
  status(path: string): Promise<FileStatus | null>;
  /** A new folder of its own (0700) for temporary files. */
  makeTemporaryFolder(): Promise<string>;
  /** Deletes a folder and what is in it, before it returns; no error when it is gone. */
  removeFolder(path: string): void;
}

export interface ChildProcess {
  /** First line of its standard output; rejects when it ends without one. */
  readonly firstLine: Promise<string>;
  /** Closes its standard input, which tells it to end (SIGKILL after 2 s), and resolves when it is gone. Idempotent. */
  stop(): Promise<void>;
}

export interface DetachedStart {
  /** First line of its standard output; null where it ended without one. */
  readonly firstLine: string | null;
  /** Its exit status where it has ended. */
  readonly status: number;
  /** What it has said on standard error by then. */
  readonly complaint: string;
}

export interface ShellOptions {
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it reads on standard input. */
  readonly input: string;
  /** Ends the shell and all that it started. */
  readonly signal: AbortSignal;
  /** Drops what it prints: in the background nobody reads standard error, and writing to it would end the line. */
  readonly silent: boolean;
}

export interface ShellEnd {
  /** Null where it has none. */
  readonly status: number | null;
  /** Why it has none. */
  readonly detail: string | null;
}

/** What the process itself gives; src/cli/process-parts.ts makes the real one. */
export interface ProcessParts {
  readonly version: string;
  readonly nodeVersion: string;
  /** Absolute paths of the Node.js executable and of this command's main file. */
  readonly nodePath: string;
  readonly mainPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly person: Person;
  readonly clock: Clock;
  readonly files: FilePort;
  /** Text of a file in the package's own folder `assets/`. */
  readAsset(path: string): Promise<string>;
  /** Calls back on each SIGINT, SIGTERM or SIGHUP. Without a listener these end the process as usual. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. */
  exitNow(status: number): void;
  /** Starts this command again in a process of its own; its standard input stays open as long as this one lives. */
  startSelf(args: readonly string[]): ChildProcess;
  /** Starts this command again in a process that outlives this one; an abort ends it while its first line is awaited. */
  startDetached(args: readonly string[], signal: AbortSignal): Promise<DetachedStart>;
  /** Runs a line in the system's shell; what it prints goes to standard error. Never rejects. */
  readonly runShell: (line: string, options: ShellOptions) => Promise<ShellEnd>;
}

/** One wired product. `close()` closes `rollcall` and whatever else was opened with it. */
export interface OpenedRollcall {
  readonly rollcall: Rollcall;
  readonly settings: EffectiveSettings;
  /** Whether a person may approve commands that change something. */
  readonly changes: boolean;
  /** Makes answers comparable. It reads the rules of a platform with its first device: most commands compare none. */
  readonly masker: Masker;
  /** What is in effect, for `doctor` and the start of `serve`. */
  readonly policy: Policy;
  readonly snapshots: Snapshots;
  readonly prune: Prune;
  /** For whoever serves: what happens, and whether there should be any more of it. */
  readonly work: Pick<WorkWatch, 'own' | 'listen'>;
  readonly readiness: Readiness;
  /** Lets refused passwords be tried again; resolves to how many were held back. Throws the abort's reason. */
  forgetRefusals(signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/** A running MCP server. */
export interface Serving {
  /** Where clients reach it; null on stdio. */
  readonly url: string | null;
  /** Resolves when it has ended by itself (stdin closed) or was closed. */
  readonly ended: Promise<void>;
  /** Resolves when no request waits for its answer, or the time is over. */
  answered(withinMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface HttpAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

export interface OauthOptions {
  readonly issuer: string;
  /** The `aud` of tokens for this server. */
  readonly audience: string;
  /** Selector of the devices that its tokens are for, at most. */
  readonly devices: string;
}

/** How to serve beyond one person's machine. */
export interface HttpOptions extends HttpAddress {
  /** Paths of the certificate and its key: HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Accepts access tokens of an OpenID Connect issuer too. */
  readonly oauth?: OauthOptions;
  /** A reverse proxy in front ends TLS. */
  readonly behindProxy?: true;
  /** Names by which clients call the server, beside its addresses. */
  readonly allowedHosts?: readonly string[];
}

/** Contract §8. What is absent is left to the fleet's own default. */
export interface FleetOptions {
  readonly count: number;
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly variants: number;
  readonly routeReflectors?: number;
  /** Equal seeds give equal fleets. */
  readonly seed?: string;
  /** Port of the first device, the next has the next one; absent: any free ports. */
  readonly basePort?: number;
  /** `KIND=PERCENT`, each kind once. */
  readonly faults: readonly string[];
  /** Where its inventory is written. */
  readonly inventoryOut: string;
}

export interface Fleet {
  /** Absolute path of its inventory. */
  readonly inventoryPath: string | null;
  close(): Promise<void>;
}

/** What other rooms give; compose.ts wires it. */
export interface RoomParts {
  /** Reads the settings, wires a Rollcall. Reads no inventory before one is needed. Throws `bad_settings`. */
  open(flags: GlobalFlags, purpose: 'cli' | 'serve'): Promise<OpenedRollcall>;
  loadSettings(flags: GlobalFlags): Promise<EffectiveSettings>;
  /** The plan in a YAML file. Throws `bad_request` naming file, line, key and what was expected. */
  readPlan(path: string): PlanRequest;
  /** The access tokens of `serve --http`, in the state folder. */
  openTokens(flags: GlobalFlags): Promise<TokenStore>;
  /** The audit log of the state folder; reads nothing before it is asked. Throws `bad_settings`. */
  auditArchive(flags: GlobalFlags): Promise<AuditArchive>;
  serveStdio(opened: OpenedRollcall): Promise<Serving>;
  /** Refuses (`bad_request`) to be reached from elsewhere without a valid access token and TLS. */
  serveHttp(opened: OpenedRollcall, options: HttpOptions): Promise<Serving>;
  /** Throws `bad_request` for a fault it does not know, a port in use or a file it may not write. */
  startFleet(options: FleetOptions): Promise<Fleet>;
}

export interface CliParts extends ProcessParts, RoomParts {}
