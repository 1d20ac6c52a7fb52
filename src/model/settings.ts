import { z } from 'zod';
import { parallelLimit } from './run-request.ts';
import { webhookOrigin } from './webhook-host.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export const logFormats = ['text', 'json'] as const;
const auditModes = ['on', 'required', 'off'] as const;

/**
 * Every setting with its default and the reason for it. Wire names (file, `ROLLCALL_*` in upper case) are the keys.
 */
export const settingsSchema = z.strictObject({
  /** Inventory file; null: looked up as contract §2 says. */
  inventory: z.string().nullable().default(null),
  /** Commands of one run at once. 1,000: capping running commands only adds waiting, one loop carries far more. */
  max_parallel: z.int().min(1).max(parallelLimit).default(1_000),
  /**
   * Commands of all runs at once. 4,000: four runs of the usual size side by side, and as each may need a socket, just
   * under the 4,096 open files that many systems allow a process at most.
   */
  jobs_at_once: z.int().min(1).max(parallelLimit).default(4_000),
  /** SSH handshakes at once. 100: their key exchange holds up the event loop, so that more at once delay every timer. */
  handshakes: z.int().min(1).max(10_000).default(100),
  /**
   * Logins begun a second over all devices; null: no bound of time. Null, because what an AAA server bears differs a
   * hundredfold and `handshakes` bounds what is in progress; a guess would slow down everyone who needs no bound.
   */
  logins_per_s: z.number().min(0.01).max(1_000).nullable().default(null),
  /** Bytes kept of one command's output. 10 MiB holds a full `show route` and keeps 1,000 devices in memory bounds. */
  output_limit_bytes: z.int().min(1_024).max(1_073_741_824).default(10_485_760),
  /**
   * Bytes kept of all output of one run. 256 MiB: a run is held in memory while it goes on and printed as one
   * document, and a JavaScript string ends at half a gigabyte.
   */
  run_output_limit_bytes: z.int().min(1_024).max(1_073_741_824).default(268_435_456),
  /**
   * Bytes of JavaScript memory, buffers included, over which fewer jobs run at once. 1 GiB: twice what a run may hold of
   * output together with its document, and a quarter of the heap at which Node.js 20 ends a process of a large machine.
   */
  memory_limit_bytes: z.int().min(67_108_864).max(1_099_511_627_776).default(1_073_741_824),
  /** An unused connection is closed after this. 120 s: long enough for a follow-up question, short for a router's limit. */
  idle_close_s: z.number().min(0).max(86_400).default(120),
  /** Seconds between SSH keepalives; three missed end the connection. */
  keepalive_s: z.number().min(1).max(3_600).default(15),
  /**
   * How long commands that run may go on when a server is told to end. 5 s: most answers need less, and `docker stop`
   * kills after 10 s, of which cancelling, answering and closing want their share.
   */
  shutdown_grace_s: z.number().min(0).max(3_600).default(5),
  /** How long an MCP call waits for a run. 45 s: older hosts end a call after 60 s. */
  wait_s: z.number().min(0).max(3_600).default(45),
  /** Size of an MCP answer in characters. 40,000: Claude Code diverts results over 50,000. */
  max_chars: z.int().min(2_000).max(1_000_000).default(40_000),
  /**
   * Results (device × command) that one plan may come to. 10,000: every step of a plan on a large network, but not every
   * row of a routing table made a command by mistake.
   */
  plan_jobs: z.int().min(1).max(1_000_000).default(10_000),
  /**
   * Days that a run is kept; null: for ever. Null, because a run may be the only evidence of what a device said: what
   * nobody asked to be deleted is not.
   */
  history_days: z.number().min(1).max(36_500).nullable().default(null),
  /** Bytes that all runs may take together, the oldest go first; null: no bound, for the same reason. */
  history_bytes: z.int().min(1_048_576).max(1_000_000_000_000_000).nullable().default(null),
  /** File with the rules on which commands run; null: what only reads does. */
  policy: z.string().nullable().default(null),
  /** Who asked for what, and what came of it. `required` refuses work that cannot be recorded. */
  audit: z.enum(auditModes).default('on'),
  /** File with redaction rules that are added to the bundled ones; null: none. */
  redaction: z.string().nullable().default(null),
  /**
   * Where webhooks may go: `host`, `host:port` or, for a private receiver, `http://host:port`. None, because a model or a
   * script that may name any URL could reach into the operator's own network.
   */
  webhook_hosts: z
    .array(z.string().refine((entry) => webhookOrigin(entry) !== null))
    .max(100)
    .default([]),
  /** Whether webhooks may go to loopback and private addresses. No, for the same reason. */
  webhook_allow_private: z.boolean().default(false),
  /** File with the secret that signs webhooks; null: see `webhook_secret_env`. */
  webhook_secret_file: z.string().nullable().default(null),
  /** Environment variable that holds it; null, and no file: there are no webhooks, since none goes unsigned. */
  webhook_secret_env: z.string().nullable().default(null),
  log_level: z.enum(logLevels).default('warn'),
  log_format: z.enum(logFormats).default('text'),
});
export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;

/** The names of all settings, in the order of the schema. */
export const settingNames = settingsSchema.keyof().options;

/** Where a value came from, strongest first. */
export type SettingOrigin = 'flag' | 'environment' | 'file' | 'default';

export interface SettingSource {
  readonly origin: SettingOrigin;
  /** Which file, variable or flag; null for a default. */
  readonly detail: string | null;
}

export interface EffectiveSettings {
  readonly values: Settings;
  readonly origins: Readonly<Record<SettingName, SettingSource>>;
  /** State folder (`ROLLCALL_HOME`, contract §1). */
  readonly home: string;
  readonly homeSource: SettingSource;
  /** Odd but harmless things, such as a `ROLLCALL_*` variable that no setting has. */
  readonly warnings: readonly string[];
}
