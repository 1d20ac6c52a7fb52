import { createHmac } from 'node:crypto';
import type { PlacedRules } from '../model/redaction-rules.ts';
import { compileRules } from '../redact/compile-rules.ts';
import { type Redaction, redactionFrom } from '../redact/redaction.ts';
import { redactionKey, secretHasher } from '../settings/redaction-key.ts';
import { bundledRedactionRules, readRedactionRules } from '../settings/redaction-rules.ts';

export interface RedactionSource {
  readonly redaction: () => Promise<Redaction>;
  /** A name for it: another one where the rules or the key are others. */
  readonly redactionId: () => Promise<string>;
}

/**
 * What is done to every answer, read with the first run: most commands run nothing. What failed is tried again with the
 * next. Rules of the user's own that are broken are told at once, though (`bad_settings`).
 */
export async function redactionSource(home: string, ownPath: string | null): Promise<RedactionSource> {
  const own = ownPath === null ? undefined : await readOwnRules(ownPath);
  let known: ReturnType<typeof readRedaction> | null = null;
  const once = (): ReturnType<typeof readRedaction> => {
    known ??= readRedaction(home, own).catch((thrown: unknown) => {
      known = null;
      throw thrown;
    });
    return known;
  };
  return { redaction: async () => (await once()).redaction, redactionId: async () => (await once()).id };
}

async function readOwnRules(path: string): Promise<PlacedRules> {
  const own = await readRedactionRules(path);
  compileRules(own, false);
  return own;
}

async function readRedaction(
  home: string,
  own: PlacedRules | undefined,
): Promise<{ readonly redaction: Redaction; readonly id: string }> {
  const [bundled, key] = await Promise.all([readRedactionRules(bundledRedactionRules), redactionKey(home)]);
  const rules = JSON.stringify([bundled.rules, own?.rules ?? []]);
  const id = createHmac('sha256', key).update(rules).digest('base64url');
  return { redaction: redactionFrom(bundled, secretHasher(key), own), id };
}
