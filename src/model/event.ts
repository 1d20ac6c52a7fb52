import { z } from 'zod';
import { errorDetailSchema } from './failure.ts';
import { outcomeSchema } from './outcome.ts';
import { outputFormatSchema } from './output-format.ts';
import { platformNames } from './platform-name.ts';
import { pressureCauses } from './pressure.ts';

/** An instant on the wire: ISO 8601, UTC, milliseconds. */
const instant = z.iso.datetime({ precision: 3 });

/** The process that runs a run, so that another one can tell whether it still lives. */
export const ownerSchema = z.object({
  host: z.string(),
  pid: z.int(),
  /** Kernel start time of the process where the system tells it: a reused pid is not the owner. */
  process_start: z.string().nullable(),
});
export type Owner = z.infer<typeof ownerSchema>;

export const runStartedSchema = z.object({
  type: z.literal('run-started'),
  time: instant,
  run_id: z.string(),
  /** Every device of the run, in selector order, unknown names included. */
  devices: z.array(z.string()),
  commands: z.array(z.object({ text: z.string(), label: z.string().nullable() })),
  warnings: z.array(z.string()),
  /** What the devices were asked for; absent: text. */
  format: outputFormatSchema.optional(),
  owner: ownerSchema,
  /** Set where it is a part of a plan. */
  plan: z.object({ id: z.string(), step: z.string() }).optional(),
  /** Platform → its devices as a folded selector. Absent in logs that are older than masks. */
  platforms: z.partialRecord(z.enum(platformNames), z.string()).optional(),
  /** For each of `devices` a hash of where it is, how it is logged in to and what is replaced in its answers; null: unknown. */
  origins: z.array(z.string().nullable()).optional(),
  /** For each of `devices` its literal IP address in the inventory; absent where none has one. */
  addresses: z.array(z.string().nullable()).optional(),
});

/** The dial begins, or on a reused connection the write. */
const commandStartedSchema = z.object({
  type: z.literal('command-started'),
  time: instant,
  device: z.string(),
  command_index: z.int(),
  /** True where the command may change something on the device. */
  may_change: z.boolean().optional(),
});

/** A piece of output as it came, decoded; pieces are joined in order. */
export const outputSchema = z.object({
  type: z.literal('output'),
  time: instant,
  device: z.string(),
  command_index: z.int(),
  stream: z.enum(['stdout', 'stderr']),
  text: z.string(),
});

/** An attempt that failed, and that another one follows. What it had answered stays in the log and is no part of the result. */
export const commandRetriedSchema = z.object({
  type: z.literal('command-retried'),
  time: instant,
  device: z.string(),
  command_index: z.int(),
  /** How many there have been by now; 0 where it only shared the failed dial of another command. */
  attempt: z.int(),
  outcome: outcomeSchema,
  error: errorDetailSchema,
  start_time: instant.nullable(),
  end_time: instant.nullable(),
  /** The next one is not made before. */
  retry_at: instant,
});

/** The answer is that of another run: this one asked nothing. */
export const reusedSchema = z.object({
  run_id: z.string(),
  /** Seconds since it came. */
  age_s: z.number(),
});

/** The one result of a device and command. Times are null where it never started. */
export const commandFinishedSchema = z.object({
  type: z.literal('command-finished'),
  time: instant,
  device: z.string(),
  command_index: z.int(),
  outcome: outcomeSchema,
  exit_status: z.int().nullable(),
  start_time: instant.nullable(),
  end_time: instant.nullable(),
  connection: z.enum(['new', 'reused']).nullable(),
  attempts: z.int(),
  /** Where it waited for a dial: when the encrypted connection stood and the login began, and when the login was over. */
  connected_time: instant.optional(),
  logged_in_time: instant.optional(),
  reused: reusedSchema.optional(),
  error: errorDetailSchema.optional(),
});

/** Something odd in answers that are nevertheless successes. */
const warningSchema = z.object({ type: z.literal('warning'), time: instant, text: z.string() });

/** Under pressure fewer jobs run at once than could, and this run has some that wait for it; once for each cause. */
const throttledSchema = z.object({
  type: z.literal('throttled'),
  time: instant,
  cause: z.enum(pressureCauses),
  /** What was found, in words. */
  reason: z.string(),
  /** Jobs at once when the run was told, and without pressure. */
  limit: z.int(),
  max_limit: z.int(),
});

const runFinishedSchema = z.object({
  type: z.literal('run-finished'),
  time: instant,
  state: z.enum(['finished', 'cancelled']),
});

/** Everything that happens in a run, in the order it happens. A run is a list of these and nothing else. */
export const runEventSchema = z.discriminatedUnion('type', [
  runStartedSchema,
  commandStartedSchema,
  outputSchema,
  commandRetriedSchema,
  commandFinishedSchema,
  warningSchema,
  throttledSchema,
  runFinishedSchema,
]);

export type RunStarted = z.infer<typeof runStartedSchema>;
export type OutputEvent = z.infer<typeof outputSchema>;
export type CommandRetried = z.infer<typeof commandRetriedSchema>;
export type CommandFinished = z.infer<typeof commandFinishedSchema>;
export type Throttled = z.infer<typeof throttledSchema>;
export type RunEvent = z.infer<typeof runEventSchema>;

/** Takes events in the order they happen. Must not throw. */
export type EventListener = (event: RunEvent) => void;

/** Is told of a run when it begins, and gives who takes its further events. */
export type RunWatcher = (started: RunStarted) => EventListener;
