import { z } from 'zod';
import { platformNames } from './platform-name.ts';

const text = z.string().min(1).max(1_000);
const texts = z.array(text).min(1).max(100);
/** Words of a command: each may be shortened, more may follow; `*` is any word, `...` any number of words. */
const commands = z.array(z.string().regex(/^\S+(?: \S+)*$/, 'words with one blank between them')).max(100);

const scope = {
  /** What the answer lists and the text shows as `<name>`. Several rules may share one. */
  name: z.string().regex(/^[a-z][a-z0-9_]{0,29}$/, 'lower case letters, digits and _'),
  /** Only in answers to these. Default: all but those under `exact`. */
  commands: commands.min(1).optional(),
  /** Not in answers to these. */
  except: commands.min(1).optional(),
};

/** A part of a line. */
const lineRuleSchema = z.strictObject({
  ...scope,
  /** A JavaScript pattern: its groups are replaced, or all it matches where it has none. Every match in a line. */
  pattern: text,
  /** Looked for only in lines that hold one of these, in this case. Default: in every line with a digit, which costs. */
  near: texts.optional(),
});

/**
 * Columns of a table. The table begins behind a line that holds the titles of `header` in this order, and ends with the
 * first blank line behind a row. A title may have several words; in rows each column is one word. The n-th word of a row
 * is in the n-th column, counted from the left, or from the right where columns before may be empty or have blanks.
 */
const tableRuleSchema = z.strictObject({
  ...scope,
  header: texts.min(2),
  columns: texts,
  count_from: z.enum(['left', 'right']).default('left'),
  /** What the word must be, perhaps with words behind it, to be masked; without it a state could go. Default: a number. */
  value: text.optional(),
});

/** Values by name: `"name": "value"`, also wrapped as Junos does it, `<name>value</name>` and `name="value"`. */
const fieldRuleSchema = z.strictObject({ ...scope, fields: z.array(text).min(1).max(400) });

/** A line that a device adds to answers: dropped at the end, with the blank lines there; elsewhere it stays. */
const bannerRuleSchema = z.strictObject({ ...scope, banner: text });

const maskRuleSchema = z.union([lineRuleSchema, tableRuleSchema, fieldRuleSchema, bannerRuleSchema]);

export const maskRulesSchema = z.strictObject({
  platform: z.enum(platformNames),
  /** Commands that answer with facts (configuration, versions): only rules that name them apply. */
  exact: commands,
  /** How answers say the device's own host name: looked for on the line that holds `near`; the name is the group. */
  own_hostname: z.array(z.strictObject({ near: text, pattern: text })).max(50),
  masks: z.array(maskRuleSchema).min(1).max(300),
});

export type LineMask = z.infer<typeof lineRuleSchema>;
export type TableMask = z.infer<typeof tableRuleSchema>;
export type MaskRule = z.infer<typeof maskRuleSchema>;
export type MaskRules = z.infer<typeof maskRulesSchema>;
