import { createHash } from 'node:crypto';
import type { PlatformName } from '../../src/model/platform-name.ts';
import { type Redaction, redactionFrom } from '../../src/redact/redaction.ts';
import { bundledRedactionRules, readRedactionRules } from '../../src/settings/redaction-rules.ts';

export const hashForTests = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 6);

export const markOf = (secret: string): string => `<secret:${hashForTests(secret)}>`;

/** The rules that come with the package, with a hash that tests can repeat. */
export const bundledRedaction: Redaction = redactionFrom(await readRedactionRules(bundledRedactionRules), hashForTests);

export function redacted(text: string, platform: PlatformName = 'junos', command = 'show configuration'): string {
  const redactor = bundledRedaction(platform, command);
  return redactor.take(text) + redactor.finish();
}
