import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { markOf, redacted } from '../support/bundled-redaction.ts';
import { linesByPlatform } from '../support/lines-file.ts';

const inFull = linesByPlatform(new URL('./secret-lines.txt', import.meta.url));
const innocent = linesByPlatform(new URL('./innocent-lines.txt', import.meta.url));

/** `@` stands for a secret, `@hex` for a key, `@@` for a secret and the sign behind it. */
const places = /@@|@hex|@/g;

describe('in lines as devices write them, secrets are replaced and nothing else is', () => {
  test.each(inFull)('%s: %s', (platform, line) => {
    const secrets: string[] = [];
    const clear = line.replaceAll(places, (place) => {
      const secret = place === '@hex' ? randomBytes(16).toString('hex') : `Zq${randomBytes(6).toString('hex')}w`;
      secrets.push(secret);
      return place === '@@' ? `${secret}@` : secret;
    });
    const isXml = line.trimStart().startsWith('<');
    const marks = secrets.map((secret) => (isXml ? `&lt;${markOf(secret).slice(1, -1)}&gt;` : markOf(secret)));
    const hidden = line.replaceAll(places, (place) => (marks.shift() ?? '') + (place === '@@' ? '@' : ''));
    for (const end of ['\n', '', '\r\n']) expect(redacted(clear + end, platform)).toBe(hidden + end);
  });

  test.each(innocent)('%s: innocent: %s', (platform, line) => {
    expect(redacted(`${line}\n`, platform)).toBe(`${line}\n`);
  });
});
