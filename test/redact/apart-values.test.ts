import { describe, expect, it } from 'vitest';
import { markOf, redacted } from '../support/bundled-redaction.ts';

describe('values apart from their words', () => {
  const xmlMark = markOf('hush').replace('<', '&lt;').replace('>', '&gt;');

  it.each([
    ['an XML value on a line of its own', '<a>\n  <secret>\n    @\n  </secret>\n  <b>\n    x\n  </b>\n</a>\n', xmlMark],
    ['an XML value that ends on its line', '<secret junos:x="y">\n@</secret>\n<b>x</b>\n', xmlMark],
    ['a JSON value behind its key', '{ "secret" :\n    "@",\n  "name" :\n  "x"\n}\n', markOf('hush')],
    ['a JSON value in a list', '{ "secret" : [\n    "@"\n  ],\n  "name" : [\n  "x"\n] }\n', markOf('hush')],
    [
      'communities of a compact document',
      '<configuration><snmp><community><name>@</name></community><community inactive="inactive"><name>@</name><authorization>read-only</authorization></community></snmp><policy-options><community><name>hush</name><members>1:1</members></community></policy-options></configuration>\n',
      xmlMark,
    ],
    [
      'communities with attributes',
      '<snmp xmlns="x">\n<community inactive="inactive">\n<name junos:key="key">@</name>\n</community>\n</snmp>\n',
      xmlMark,
    ],
    [
      'a community in a comparison',
      '[edit snmp]\n-  community @ {\n+  community @;\n[edit policy-options policy-statement p from]\n+  community hush;\n',
      markOf('hush'),
    ],
  ])('%s', (_, text, mark) => {
    expect(redacted(text.replaceAll('@', 'hush'))).toBe(text.replaceAll('@', () => mark));
  });

  it('communities among lines out of the whole configuration, where nothing tells whose they are', () => {
    const [clear, hidden] = ['hush', markOf('hush')].map((name) => `    community ${name} {\n`);
    expect(redacted(clear ?? '', 'junos', 'show configuration | match community')).toBe(hidden);
    expect(redacted(clear ?? '', 'junos', 'show configuration policy-options | match community')).toBe(clear);
  });

  it.each(['\r', '\r\r\n', '\r\n', '\n\r'])('lines that end in %j', (end) => {
    const text = (secret: string): string =>
      ['router1', ' key 7 @', ' password @', 'enable secret 5 @', 'snmp-server community @ RO', '']
        .join(end)
        .replaceAll('@', () => secret);
    expect(redacted(text('hush'), 'iosxe')).toBe(text(markOf('hush')));
  });

  it('keys with carriage returns', () => {
    const begin = '-----BEGIN RSA PRIVATE KEY-----';
    const key = ['MIIEpAIBAAKCAQEA7bq1', 'abcdefghijklmnopqrst'];
    const text = redacted(`x\r${begin}\r${key.join('\r')}\r-----END RSA PRIVATE KEY-----\ry\n`);
    expect(text).toBe(`x\r${begin}${markOf(key.join(''))}-----END RSA PRIVATE KEY-----\ry\n`);
  });

  it.each([
    '\u001b[1msecret\u001b[0m "@"; ## SECRET-DATA',
    'sec\u001b[01;31m\u001b[Kret "@"; ## SECRET-DATA',
    'secret "\u001b[7mhu\u001b[0msh"; ## SECRET-DATA',
    'secret "hu\u009b7msh"; ## SECRET-DATA',
    'secret "hu\u001b]0;title\u0007sh"; ## SECRET-DATA',
    'ss\bec\u0000ret "@"; ## SECRET-DATA',
    'secret "h\u0000u\u007fsh"; ## SECRET-DATA',
  ])('control sequences in the way: %j', (line) => {
    expect(redacted(`${line.replace('@', 'hush')}\n`)).toBe(`secret "${markOf('hush')}"; ## SECRET-DATA\n`);
    const innocent = line.replace(/ ".*/, ' is no word');
    expect(redacted(`${innocent}\n`)).toBe(`${innocent}\n`);
  });
});
