import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactionFrom } from '../../src/redact/redaction.ts';
import { bundledRedaction, hashForTests, markOf, redacted } from '../support/bundled-redaction.ts';

const canary = 'C4naryC4nary';

/** Lines that hold secrets, are like them, or disturb. */
const line = fc.oneof(
  fc.constantFrom(
    `secret "${canary}"; ## SECRET-DATA`,
    `<secret>${canary}</secret>`,
    `"secret" : "${canary}",`,
    '"secret" : [',
    `"data" : "${canary}"`,
    'snmp {',
    `    community ${canary} {`,
    '}',
    '<snmp>',
    '<community>',
    '</snmp>',
    '-----BEGIN RSA PRIVATE KEY-----',
    `${canary}${canary}==`,
    '-----END RSA PRIVATE KEY-----',
    `ftp://user:${canary}@192.0.2.1/`,
    `x`.repeat(70_000),
    `${'x '.repeat(40_000)}secret "${canary}"; ${'y'.repeat(60_000)}`,
    `secret "${canary}`,
    `sec\u001b[1mret "${canary}"`,
    '<secret>',
    '"secret" :',
    `  "${canary}"`,
    `  ${canary}`,
    '</secret>',
    '',
  ),
  fc.string({ unit: 'binary' }),
);

function inPieces(text: string, cuts: readonly number[]): string {
  const redactor = bundledRedaction('junos', 'show configuration');
  let result = '';
  let at = 0;
  for (const cut of cuts) {
    result += redactor.take(text.slice(at, at + cut));
    at += cut;
  }
  return result + redactor.take(text.slice(at)) + redactor.finish();
}

describe('a redactor', () => {
  it('gives the same text however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.constantFrom('\n', '\r\n', '\r', '\n\r'),
        fc.array(fc.oneof(fc.nat({ max: 9 }), fc.nat({ max: 70_000 })), { maxLength: 40 }),
        (lines, feed, cuts) => {
          const text = lines.join(feed);
          expect(inPieces(text, cuts)).toBe(redacted(text));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never lets a secret through, wherever in an overlong line it stands', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 200_000 }),
        fc.nat({ max: 2_000 }),
        fc.nat({ max: 70_000 }),
        (before, length, after) => {
          const secret = canary.repeat(1 + length);
          const text = `${'x '.repeat(before / 2)}secret "${secret}"; ${'z'.repeat(after)}\nnext\n`;
          const out = redacted(text);
          expect(out).not.toContain(canary);
          expect(out.endsWith('\nnext\n')).toBe(true);
          if (secret.length < 4_000) expect(out).toBe(text.replace(secret, markOf(secret)));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('drops the rest of a line whose secret is longer than a part of it', () => {
    const out = redacted(`secret "${canary.repeat(20_000)}"; x\nnext\n`);
    expect(out).not.toContain(canary);
    expect(out).toMatch(/^secret "<secret:[0-9a-f]{6}>\nnext\n$/);
  });

  it('leaves what holds no secret as it came, to the byte', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (lines) => {
        const text = lines.join('\n');
        expect(redacted(text)).toBe(text);
      }),
    );
  });

  it.each([
    ['one line', `{"secret":"${'a'.repeat(100)}",`.repeat(4_000)],
    ['lines', `secret "abc"; ## SECRET-DATA\n`.repeat(14_000)],
    ['open quotes', 'secret "secret '.repeat(28_000)],
    ['keys', '-----BEGIN RSA PRIVATE KEY-----'.repeat(12_000)],
    ['keys on lines', '-----BEGIN RSA PRIVATE KEY-----\n'.repeat(12_000)],
    ['brackets', `"community" : [\n`.repeat(20_000)],
    ['urls', 'a://b:'.repeat(60_000)],
    ['user names', `username ${'secret '.repeat(52_000)}`],
    ['no line feed', 'x'.repeat(2_000_000)],
    ['long lines with user names', `username ${'secret '.repeat(1_000)}\n`.repeat(70)],
    ['blank lines in a section', `snmp {\n${'\n'.repeat(500_000)}`],
    ['quotes that nothing closes', `snmp {"${'\\"'.repeat(15_000)}{\n`.repeat(16)],
    ['escapes', `secret "${'\\'.repeat(500_001)}`],
    ['scheme letters', `${'a.'.repeat(250_000)}://`],
    ['a key without an end', `-----BEGIN RSA PRIVATE KEY-----\n${`${'A'.repeat(64)}\n`.repeat(8_000)}`],
    ['hashes', '$9$abcdefgh '.repeat(40_000)],
  ])('gets through half a megabyte of hostile %s in seconds', (_, text) => {
    for (const platform of ['junos', 'iosxe'] as const) {
      const redactor = bundledRedaction(platform, 'show configuration');
      const { user: begun } = process.cpuUsage();
      for (let at = 0; at < text.length; at += 32_768) redactor.take(text.slice(at, at + 32_768));
      redactor.finish();
      // Half a second for a megabyte would be usual: a sign that nothing is quadratic, not a measure.
      expect(process.cpuUsage().user - begun).toBeLessThan(5_000_000);
    }
  });
});

describe('redactionFrom', () => {
  it.each([
    ['a broken pattern', '(', /redaction rule "mine": .*\)/],
    ['look-around', '(?=x)(?P<secret>y)', /redaction rule "mine"/],
    ['no secret', 'x', /no group/],
    ['repeat counts', '(?P<secret>(?:x{100}){100})', /rule "mine"/],
  ])('names the rule with %s', (_, pattern, message) => {
    const own = { rules: [{ name: 'mine', near: ['x'], pattern }], places: ['own.yaml:7'] };
    expect(() => redactionFrom(own, hashForTests)).toThrow(message);
    expect(() => redactionFrom(own, hashForTests)).toThrow(/^own\.yaml:7: redaction rule "mine": /);
  });
});
