import { z } from 'zod';
import { platformNames } from './platform-name.ts';

const where = {
  /** Only on these platforms; absent: on all. */
  platforms: z.array(z.enum(platformNames)).min(1).optional(),
  /** Only for devices in one of these groups of the inventory; absent: for all. */
  groups: z.array(z.string().min(1)).min(1).optional(),
  /** Only for callers with one of these access tokens; absent: for all. */
  tokens: z.array(z.string().min(1)).min(1).optional(),
  /** Told to whoever is refused, and written to the audit log. */
  reason: z.string().min(1).max(500).optional(),
};

/** Words with single blanks between; a pattern that has others would match nothing and nobody would notice. */
const wordsSchema = z
  .string()
  .max(1_000)
  .regex(/^[!-~]+(?: [!-~]+)*$/, 'expected words of printable ASCII with one blank between, such as show route ...');

const allowSchema = z.strictObject({
  command: wordsSchema.refine((command) => !command.includes('|'), {
    error: 'expected a command without pipes: the guard judges those one by one',
  }),
  ...where,
});

const denySchema = z.strictObject({
  command: wordsSchema
    .refine((command) => !command.includes('"'), {
      error: 'expected no quotes: a line is matched without its own',
    })
    .refine((command) => command.split(' ').every((word) => word === '|' || !word.includes('|')), {
      error: 'expected "|" as a word of its own, such as ... | display xml',
    })
    .refine((command) => command.split(' ').every((word) => !/^\*./.test(word)), {
      error:
        'expected no word with "*" at its beginning: any short word could stand for it, and everything would be denied',
    }),
  ...where,
});

/**
 * Which of the guard's verdicts run, and what is allowed or denied besides. A deny goes before everything else.
 *
 * In a pattern `*` stands for any characters of one word, `?` for one, and a word `...` for any number of words. A deny pattern also
 * matches what is shorter (`sh conf`) and what goes on after it, so that what stands behind a `*` in a word does not count; an allow pattern matches the whole command as it is
 * written, in full words.
 */
export const policySchema = z.strictObject({
  /** What runs without being asked about. `infinite` never does, and changes need a person's approval. */
  verdicts: z.array(z.enum(['read', 'sensitive'])).default(['read', 'sensitive']),
  /** What a person may approve where changes are enabled (`--allow-changes`). */
  changes: z.array(z.enum(['write', 'dangerous'])).default(['write', 'dangerous']),
  allow: z.array(allowSchema).max(1_000).default([]),
  deny: z.array(denySchema).max(1_000).default([]),
});

export type Policy = z.infer<typeof policySchema>;
export type PolicyRule = z.infer<typeof denySchema>;

/** What is in effect where nobody wrote a policy. */
export const defaultPolicy: Policy = policySchema.parse({});

/** Groups that rules name and the inventory does not have: such a rule counts for no device. */
export function unknownGroups({ allow, deny }: Policy, known: ReadonlyMap<string, unknown>): readonly string[] {
  const named = [...allow, ...deny].flatMap(({ groups }) => groups ?? []);
  return [...new Set(named)].filter((name) => !known.has(name));
}
