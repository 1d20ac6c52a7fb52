import type { PlacedRules } from '../model/redaction-rules.ts';
import { compileRules } from '../redact/compile-rules.ts';
import { type Redaction, redactionFrom } from '../redact/redaction.ts';
import { redactionKey, secretHasher } from '../settings/redaction-key.ts';
import { bundledRedactionRules, readRedactionRules } from '../settings/redaction-rules.ts';

/**
 * What is done to every answer, read with the first run: most commands run nothing. What failed is tried again with the
 * next. Rules of the user's own that are broken are told at once, though (`bad_settings`).
 */
export async function redactionSource(home: string, ownPath: string | null): Promise<() => Promise<Redaction>> {
  const own = ownPath === null ? undefined : await readOwnRules(ownPath);
  let known: Promise<Redaction> | null = null;
  return () => {
    known ??= readRedaction(home, own).catch((thrown: unknown) => {
      known = null;
      throw thrown;
    });
    return known;
  };
}

async function readOwnRules(path: string): Promise<PlacedRules> {
  const own = await readRedactionRules(path);
  compileRules(own, false);
  return own;
}

async function readRedaction(home: string, own: PlacedRules | undefined): Promise<Redaction> {
  const [bundled, key] = await Promise.all([readRedactionRules(bundledRedactionRules), redactionKey(home)]);
  return redactionFrom(bundled, secretHasher(key), own);
}
