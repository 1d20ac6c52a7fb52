import { z } from 'zod';
import { callerSchema } from './caller.ts';
import { errorDetailSchema } from './failure.ts';
import { verdicts } from './verdict.ts';

/** One line as the guard judged it for the devices of a platform. */
const judgedLineSchema = z.object({
  platform: z.string(),
  /** The exact text that goes to the devices if it is allowed. */
  line: z.string(),
  verdict: z.enum(verdicts),
  allowed: z.boolean(),
  /** Why, in the guard's words. */
  rule: z.string(),
});
export type JudgedLine = z.infer<typeof judgedLineSchema>;

/** How a person approved a plan, and its hash. */
const approvalSchema = z.object({ by: z.enum(['terminal', 'elicitation']), plan: z.string() });
export type RecordedApproval = z.infer<typeof approvalSchema>;

/** Written before anything is sent. */
const runStartedSchema = z.object({
  type: z.literal('run-started'),
  run_id: z.string(),
  /** Folded selector. */
  devices: z.string(),
  device_count: z.int(),
  /** The commands as asked, in order. */
  commands: z.array(z.string()),
  /** Each distinct line and platform once. */
  judgements: z.array(judgedLineSchema),
  /** A person's approval; null where none was needed. */
  approval: approvalSchema.nullable(),
  /** There where the caller was shown the answers with their secrets. */
  secrets_shown: z.literal(true).optional(),
  /** Who is told of the end: scheme, host and port of the webhook. */
  webhook: z.string().optional(),
});

/** Written before a person is shown the question; a run or a refusal follows, or nothing where nobody answered. */
const approvalAskedSchema = z.object({
  type: z.literal('approval-asked'),
  /** Hash of the plan that is to be approved. */
  plan: z.string(),
  /** Folded selector of the devices that would get something. */
  devices: z.string(),
  device_count: z.int(),
  /** The commands as asked, in order. */
  commands: z.array(z.string()),
});

const runFinishedSchema = z.object({
  type: z.literal('run-finished'),
  run_id: z.string(),
  state: z.string(),
  /** Results (device × command) by outcome. */
  outcomes: z.record(z.string(), z.int()),
});

/** What came of telling a webhook, after the run's end. */
const webhookEndedSchema = z.object({
  type: z.literal('webhook-ended'),
  run_id: z.string(),
  /** Scheme, host and port: what follows may be a secret. */
  to: z.string(),
  delivered: z.boolean(),
  attempts: z.int(),
  detail: z.string(),
});

/** A request that ended before it was a run: a bad selector, a bad inventory, devices that the caller may not touch, no place to keep the history. */
const refusedSchema = z.object({
  type: z.literal('refused'),
  /** The id that the run would have had. */
  run_id: z.string(),
  error: errorDetailSchema.pick({ code: true, message: true }),
  /** What was asked, as text, cut where it is long. */
  devices: z.string(),
  commands: z.string(),
});

const cancelAskedSchema = z.object({ type: z.literal('cancel-asked'), run_id: z.string(), result: z.string() });

/** Written before the device is asked for its key. */
const trustAskedSchema = z.object({ type: z.literal('trust-asked'), device: z.string() });

const keyTrustedSchema = z.object({
  type: z.literal('host-key-trusted'),
  device: z.string(),
  ok: z.boolean(),
  /** The fingerprint, or why there is none. */
  detail: z.string(),
});

/** A request that was turned away at the HTTP door. The caller's token is there where it is known whose it is. */
const accessRefusedSchema = z.object({
  type: z.literal('access-refused'),
  /** HTTP status of the answer. */
  status: z.int(),
  why: z.string(),
  /** Remote address; the proxy's word for it behind one. */
  address: z.string(),
  /** One of the server's own paths: what else was asked for may hold anything. */
  path: z.string(),
});

/** More such requests than are written one by one. */
const accessRefusedCountSchema = z.object({
  type: z.literal('access-refused-count'),
  count: z.int(),
  /** When the first of them came. */
  since: z.iso.datetime({ precision: 3 }),
  /** How many by HTTP status. */
  statuses: z.record(z.string(), z.int()),
  /** How many by remote address: those refused most. */
  addresses: z.record(z.string(), z.int()),
});

/** A run that is there, but touches devices that the caller may not: the caller was told that there is none. */
const runHiddenSchema = z.object({
  type: z.literal('run-hidden'),
  run_id: z.string(),
  asked: z.enum(['read', 'cancel']),
});

/** What happened, without when and in which process. */
export const auditEventSchema = z.discriminatedUnion('type', [
  approvalAskedSchema,
  runStartedSchema,
  runFinishedSchema,
  webhookEndedSchema,
  refusedSchema,
  cancelAskedSchema,
  trustAskedSchema,
  keyTrustedSchema,
  accessRefusedSchema,
  accessRefusedCountSchema,
  runHiddenSchema,
]);
export type AuditEvent = z.infer<typeof auditEventSchema>;
export type AccessEvent = Extract<AuditEvent, { type: `access-${string}` | 'run-hidden' }>;

/** A line of the log. */
export const auditEntrySchema = z.object({
  time: z.iso.datetime({ precision: 3 }),
  caller: callerSchema.extend({
    /** The operating system's user that the process runs as. */
    user: z.string(),
  }),
  event: auditEventSchema,
  /** SHA-256 of the line before, in hex; of the file's name for its first line. */
  prev: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** What verifying found of one file of the log. */
export interface AuditFileReport {
  readonly file: string;
  /** Whole lines in it. */
  readonly lines: number;
  readonly intact: boolean;
  /** What is wrong and where; also what is odd in an intact file. Null where there is nothing to say. */
  readonly note: string | null;
}

/** The log on disk, of every process that shares the state folder. */
export interface AuditArchive {
  /** One report a file, oldest first; none where there is no log. Throws `audit_failed` where it cannot be read. */
  verify(): Promise<readonly AuditFileReport[]>;
  /** Entries at or after this instant (default: all), oldest first. Lines that are no entries are left out. */
  entries(since?: string): Promise<readonly AuditEntry[]>;
}
