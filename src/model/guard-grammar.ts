import { z } from 'zod';
import { platformNames } from './platform-name.ts';
import { type Verdict, verdicts } from './verdict.ts';

const verdictSchema = z.enum(verdicts);
const keywordSchema = z.string().regex(/^-?[A-Za-z0-9-]+$/, 'a keyword');

/** The words a ping or traceroute may have besides one host. What is not listed is refused. */
const probeSchema = z.strictObject({
  /** A traceroute ends at its highest TTL; a ping needs a bound. */
  ends_by_itself: z.boolean().default(false),
  /** Options that say how many packets are sent, each with a number. */
  bounds: z.array(keywordSchema).default([]),
  /** Options without a value. */
  flags: z.array(keywordSchema).default([]),
  /**
   * Options with one value, and the most it may be in whatever unit it has: a packet with `wait 86400` is bounded on
   * paper only. Null: a name or an address.
   */
  valued: z.record(keywordSchema, z.number().positive().nullable()).default({}),
  /** Flags that bound the probe by themselves. */
  bounding_flags: z.array(keywordSchema).default([]),
  /** Words that make it run for ever. */
  endless: z.array(keywordSchema).default([]),
});

/** One keyword: what it means to say it. */
const ruleSchema = z.strictObject({
  /** Of the line that ends here or goes on with words that are not listed; default: as the keyword before. */
  verdict: verdictSchema.optional(),
  reason: z.string().min(1).optional(),
  /** A line that passes and answers nearly the same; `REST`: the line without this word. */
  instead: z.string().min(1).optional(),
  /** `words` lists every keyword there is: another word here is refused. */
  complete: z.boolean().default(false),
  /**
   * The words after it are files of the device itself; a place on another host is refused. `opened`: their contents are
   * read, so that what may be a device file, which has no end, is `infinite`; `named` where only names are listed.
   */
  local_files: z.enum(['named', 'opened']).optional(),
  /** Keywords that act at whichever later place they stand. */
  anywhere: z.record(keywordSchema, z.strictObject({ verdict: verdictSchema, reason: z.string().min(1) })).default({}),
  probe: probeSchema.optional(),
});

const passes = (verdict: Verdict): boolean => verdict === 'read' || verdict === 'sensitive';

/** A keyword, and the keywords after it that change what it means. */
export type GuardNode = z.infer<typeof ruleSchema> & { readonly words: Readonly<Record<string, GuardNode>> };

const nodeSchema: z.ZodType<GuardNode> = z.lazy(() =>
  ruleSchema
    .extend({ words: z.record(keywordSchema, nodeSchema).default({}) })
    .refine(
      ({ verdict, reason }) => (verdict === undefined ? reason === undefined : reason !== undefined || passes(verdict)),
      {
        error: 'expected a verdict with its reason (read and sensitive may have none), or neither',
      },
    ),
);

const pipeSchema = z.strictObject({
  verdict: verdictSchema.default('read'),
  /** What it does, for a pipe that does more than filter. */
  reason: z.string().min(1).optional(),
  /**
   * Arguments it may have: keywords, `PATTERN` one word or quoted text, `NUMBER` digits, `TEXT` one word or more. Where a
   * program of the device's Unix reads them: `OPERAND` one word without a dash before it, `OPERANDS` one or more. An empty
   * form is the pipe alone.
   */
  forms: z.array(z.string()).default([]),
  /** Keywords that exist but are refused, so that no shortened form is taken for one of `forms`. */
  refused: z.array(keywordSchema).default([]),
  /** The words of the command it may follow: each the shortest form that is unique, and the whole. */
  after: z.array(z.tuple([keywordSchema, keywordSchema])).default([]),
});

/** A `show` that acts, off Junos. */
const showSchema = z.strictObject({
  /** The first words that this is about. */
  commands: z.array(keywordSchema).default(['show']),
  /** Later words that act, wherever they stand. */
  acting: z
    .array(
      z.strictObject({
        word: keywordSchema,
        verdict: verdictSchema,
        reason: z.string().min(1),
      }),
    )
    .default([]),
  /** Words that act together, in this order, whatever stands between them. */
  harmful: z
    .array(z.strictObject({ words: z.array(keywordSchema).min(1), verdict: verdictSchema, reason: z.string().min(1) }))
    .default([]),
  /** Whether a word such as `flash:x` may be a place that is written to. */
  writes_to_places: z.boolean().default(true),
  /**
   * Whether a path, a brace or an option may lead out of the command: into another branch of the command line, or, where
   * a login lands in a Unix shell after all, to a program (`sh -c reboot` is no `show`).
   */
  leaves_by_path: z.boolean().default(false),
  /** A word with a colon that is no such place, beyond addresses and communities. */
  harmless_place: z.string().optional(),
});

/** `config/guard/<platform>.yaml`: what the guard knows of one platform's command line. */
export const guardGrammarSchema = z.strictObject({
  platform: z.enum(platformNames),
  /** Whether keywords are understood in their shortened forms, as the device does; else they are refused. */
  abbreviations: z.strictObject({ commands: z.boolean(), pipes: z.boolean() }),
  /** Whether pipes and redirections inside double quotes are known to be asleep. */
  quotes: z.enum(['asleep', 'live']),
  /** Logins that land in a Unix shell (`all`: every one), and the only lines, to the byte, that pass there. */
  shell: z.strictObject({
    logins: z.union([z.literal('all'), z.array(z.string())]).default([]),
    lines: z.array(z.string()).default([]),
  }),
  commands: z.record(keywordSchema, nodeSchema),
  /** Absent: every later word of a show only shows. */
  show: showSchema.optional(),
  pipes: z.record(keywordSchema, pipeSchema),
  /** Pipes under another name that people know, and what to write. */
  pipe_names: z.record(keywordSchema, z.string()).default({}),
});

export type GuardGrammar = z.infer<typeof guardGrammarSchema>;
export type GuardPipe = z.infer<typeof pipeSchema>;
export type ProbeRules = z.infer<typeof probeSchema>;
export type ShowRules = z.infer<typeof showSchema>;
