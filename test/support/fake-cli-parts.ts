import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHistoryUpkeep } from '../../src/app/history-upkeep.ts';
import { onAbort } from '../../src/base/abort.ts';
import type {
  ChildProcess,
  CliParts,
  DetachedStart,
  FileStatus,
  Fleet,
  FleetOptions,
  GlobalFlags,
  HttpAddress,
  Serving,
  ShellEnd,
  ShellOptions,
} from '../../src/cli/cli-parts.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import type { TokenStore } from '../../src/model/access-token.ts';
import type { AuditArchive } from '../../src/model/audit.ts';
import { type Masker, noMasks } from '../../src/model/masker.ts';
import { defaultPolicy } from '../../src/model/policy.ts';
import { type EffectiveSettings, settingsSchema } from '../../src/model/settings.ts';
import { FakeClock } from './fake-clock.ts';
import { bytes, FakeOutput } from './fake-output.ts';
import { FakeRollcall, type FakeRollcallOptions } from './fake-rollcall.ts';
import { sampleStatus } from './sample-status.ts';
import { silentLogger } from './silent-logger.ts';
import { tokenStoreIn } from './token-store-in.ts';

/** A running server or child that the test ends by hand. */
class FakeServing implements Serving {
  readonly url: string | null;
  readonly ended: Promise<void>;
  closed = false;
  end: () => void = () => {};

  constructor(url: string | null) {
    this.url = url;
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  async answered(): Promise<void> {}

  async close(): Promise<void> {
    this.closed = true;
    this.end();
  }
}

export const defaultSettings: EffectiveSettings = {
  values: settingsSchema.parse({}),
  homeSource: { origin: 'default', detail: null },
  origins: Object.fromEntries(
    settingsSchema.keyof().options.map((name) => [name, { origin: 'default', detail: null }]),
  ) as EffectiveSettings['origins'],
  home: '/home/netops/.local/state/rollcall',
  warnings: [],
};

/** Everything the command line needs, in memory. */
export class FakeCli implements CliParts {
  readonly version = '1.2.3';
  readonly nodeVersion = '20.20.2';
  readonly nodePath = '/usr/bin/node';
  readonly mainPath = '/opt/rollcall/dist/main.js';
  readonly env: Record<string, string | undefined> = { HOME: '/home/netops' };
  readonly stdout = new FakeOutput();
  readonly stderr = new FakeOutput();
  stdin: AsyncIterable<Uint8Array> = bytes();
  /** Lines that the person types, in order; none: no terminal. */
  readonly typed: string[] = [];
  readonly person = {
    canBeAsked: false,
    readLine: async (prompt: string, signal: AbortSignal): Promise<string> => {
      signal.throwIfAborted();
      this.stderr.write(prompt);
      return this.typed.shift() ?? '';
    },
    onEnter: (listener: () => void): (() => void) => {
      this.#enters.add(listener);
      return () => this.#enters.delete(listener);
    },
  };
  readonly clock = new FakeClock();
  readonly rollcall: FakeRollcall;
  settings = defaultSettings;
  masker: Masker = noMasks;
  policy = defaultPolicy;
  /** Where snapshots and runs are kept; nothing is there. */
  home = join(tmpdir(), `rollcall-test-${randomUUID()}`);
  audit: AuditArchive = { verify: async () => [], entries: async () => [] };
  /** Path → text of the files that were written. */
  readonly written = new Map<string, string>();
  /** Beside `/` and `.`, which are folders. */
  readonly statuses = new Map<string, FileStatus>(
    ['/', '.'].map((path) => [path, { kind: 'folder', mode: 0o755, writable: true }]),
  );
  readonly removed: string[] = [];
  readonly exits: number[] = [];
  readonly opened: { readonly flags: GlobalFlags; readonly purpose: string }[] = [];
  readonly served: (HttpAddress | 'stdio')[] = [];
  readonly serving = new FakeServing('http://127.0.0.1:8808/mcp');
  readonly fleets: FleetOptions[] = [];
  readonly children: { readonly args: readonly string[]; stopped: boolean }[] = [];
  childFirstLine: Promise<string> = Promise.resolve('devices.yaml');
  /** Made with the first question about tokens. */
  tokens: TokenStore | null = null;
  /** Passwords that are held back. */
  refusedLogins = 0;
  openCount = 0;
  fleetsOpen = 0;
  readonly #interrupts = new Set<() => void>();
  readonly #enters = new Set<() => void>();

  constructor(options: Omit<FakeRollcallOptions, 'clock'> = {}) {
    this.rollcall = new FakeRollcall({ ...options, clock: this.clock });
  }

  /** What a person types after `rollcall`. */
  run(...args: string[]): Promise<number> {
    return runCli(args, this);
  }

  readPlan(): never {
    throw new Error('there are no plans here');
  }

  /** Enter, while no line is read. */
  pressEnter(): void {
    for (const listener of [...this.#enters]) listener();
  }

  /** Ctrl-C. */
  interrupt(): void {
    for (const listener of [...this.#interrupts]) listener();
  }

  /** What a command must leave at 0: open rollcalls, signal listeners, timers, fleets. */
  get leftovers(): number {
    return this.openCount + this.#interrupts.size + this.#enters.size + this.clock.pending + this.fleetsOpen;
  }

  /** Lets everything that is ready run until this holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  }

  get interruptListeners(): number {
    return this.#interrupts.size;
  }

  readonly files: CliParts['files'] = {
    makeFolder: async (path) => {
      const there = this.statuses.get(path) ?? { kind: 'folder', mode: 0o755, writable: true };
      this.statuses.set(path, there);
    },
    writeFile: async (path, text) => {
      if (path.startsWith('/nowhere/')) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
      this.written.set(path, typeof text === 'string' ? text : [...text].join(''));
    },
    status: async (path) => this.statuses.get(path) ?? null,
    makeTemporaryFolder: async () => '/tmp/rollcall-fake',
    removeFolder: (path) => {
      this.removed.push(path);
    },
  };

  async readAsset(path: string): Promise<string> {
    return `/* ${path} */`;
  }

  onInterrupt(listener: () => void): () => void {
    this.#interrupts.add(listener);
    return () => this.#interrupts.delete(listener);
  }

  exitNow(status: number): void {
    this.exits.push(status);
  }

  startSelf(args: readonly string[]): ChildProcess {
    const child = { args, stopped: false };
    this.children.push(child);
    return {
      firstLine: this.childFirstLine,
      async stop() {
        child.stopped = true;
      },
    };
  }

  /** What the process for the background says; it never ends by itself where it says nothing. */
  detachedStart: DetachedStart | null = null;
  readonly detached: (readonly string[])[] = [];

  startDetached(args: readonly string[], signal: AbortSignal): Promise<DetachedStart> {
    this.detached.push(args);
    if (this.detachedStart !== null) return Promise.resolve(this.detachedStart);
    return new Promise((resolve) => {
      onAbort(signal, () => resolve({ firstLine: null, status: 130, complaint: '' }));
    });
  }

  /** Lines that a shell was to run. */
  readonly shellLines: { readonly line: string; readonly options: ShellOptions }[] = [];
  shellEnd: (options: ShellOptions) => Promise<ShellEnd> = async () => ({ status: 0, detail: null });

  readonly runShell: CliParts['runShell'] = (line, options) => {
    this.shellLines.push({ line, options });
    return this.shellEnd(options);
  };

  async open(flags: GlobalFlags, purpose: 'cli' | 'serve'): ReturnType<CliParts['open']> {
    this.opened.push({ flags, purpose });
    this.openCount += 1;
    const close = async (): Promise<void> => {
      this.openCount -= 1;
      await this.rollcall.close();
    };
    const forgetRefusals = async (): Promise<number> => {
      const forgotten = this.refusedLogins;
      this.refusedLogins = 0;
      return forgotten;
    };
    return {
      rollcall: this.rollcall,
      settings: this.settings,
      changes: flags.allowChanges ?? false,
      masker: this.masker,
      policy: this.policy,
      ...createHistoryUpkeep({
        ...{ home: this.home, settings: this.settings.values, clock: this.clock, logger: silentLogger },
        ownerAlive: () => false,
      }),
      work: { own: sampleStatus, listen: () => () => {} },
      readiness: async () => [],
      forgetRefusals,
      close,
    };
  }

  async auditArchive(): Promise<AuditArchive> {
    return this.audit;
  }

  async loadSettings(): Promise<EffectiveSettings> {
    return this.settings;
  }

  async openTokens(): ReturnType<CliParts['openTokens']> {
    this.tokens ??= tokenStoreIn(this.clock);
    return this.tokens;
  }

  async serveStdio(): Promise<Serving> {
    this.served.push('stdio');
    const { ended } = this.serving;
    return { url: null, ended, answered: async () => {}, close: () => this.serving.close() };
  }

  async serveHttp(_opened: unknown, address: HttpAddress): Promise<Serving> {
    this.served.push(address);
    return this.serving;
  }

  async startFleet(options: FleetOptions): Promise<Fleet> {
    this.fleets.push(options);
    this.fleetsOpen += 1;
    return {
      inventoryPath: options.inventoryOut,
      close: async () => {
        this.fleetsOpen -= 1;
      },
    };
  }
}
