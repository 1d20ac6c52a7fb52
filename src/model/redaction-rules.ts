import { z } from 'zod';
import { platformNames } from './platform-name.ts';

const text = z.string().min(1).max(1_000);
const texts = z.array(text).min(1).max(100);

const scope = {
  /** Unique; messages name it. */
  name: text,
  /** Default: all. */
  platforms: z.array(z.enum(platformNames)).min(1).optional(),
  /** Only in answers to commands that this matches. */
  command: text.optional(),
};

/** Words with the secret behind them, as `word secret;`, `"word": "secret"` and `<word>secret</word>`. */
const wordRuleSchema = z.strictObject({
  ...scope,
  words: texts,
  /** The words stand in sentences too: in text, an unquoted secret must end in `;`. Default false. */
  prose: z.boolean().optional(),
});

/** A section of the answer: from a line that `open` fits to one that `close` fits, or to where its brackets close. */
const sectionSchema = z.strictObject({ open: text, close: text.optional() });

/** A pattern with the secret in a named group. */
const patternRuleSchema = z.strictObject({
  ...scope,
  /** Looked at only in lines that hold one of these, whatever their case. */
  near: texts,
  pattern: text,
  /** Only while all of these sections are open. */
  within: z.array(sectionSchema).min(1).max(4).optional(),
  /** Only where the line before fits this. */
  after: text.optional(),
});

/** Everything between two markers, on one line or over many. */
const blockRuleSchema = z.strictObject({ ...scope, near: texts, begin: text, end: text });

const ruleSchema = z.union([wordRuleSchema, patternRuleSchema, blockRuleSchema]);

/** What counts as a secret in an answer. Patterns are RE2: they run in linear time on whatever a device sends. */
export const redactionRulesSchema = z.strictObject({ rules: z.array(ruleSchema).min(1).max(500) });

/** Rules with the place of each, `file:line`, for messages. */
export interface PlacedRules {
  readonly rules: readonly RedactionRule[];
  readonly places: readonly string[];
}

export type WordRule = z.infer<typeof wordRuleSchema>;
export type PatternRule = z.infer<typeof patternRuleSchema>;
export type BlockRule = z.infer<typeof blockRuleSchema>;
export type RedactionRule = z.infer<typeof ruleSchema>;
