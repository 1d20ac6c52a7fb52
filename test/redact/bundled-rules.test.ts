import { describe, expect, it, test } from 'vitest';
import type { PlatformName } from '../../src/model/platform-name.ts';
import { markOf, redacted } from '../support/bundled-redaction.ts';

/** What stands for the secret in the lines below. */
const secrets = ['CanaryC4naryCanary', 'Kn4rienvogel.x/y', '104D000A0618'];

const lines: Readonly<Record<string, readonly PlatformName[]>> = {
  // Junos
  '        encrypted-password "@"; ## SECRET-DATA': ['junos'],
  'set system root-authentication encrypted-password "@"': ['junos'],
  '    secret "@"; ## SECRET-DATA': ['junos'],
  '    odd-word @; ## SECRET-DATA': ['junos'],
  'set odd word "@" ## SECRET-DATA': ['junos'],
  'set snmp community @ authorization read-only': ['junos'],
  'set snmp v3 target-parameters x community-name "@"': ['junos'],
  'set system radius-server 192.0.2.9 secret "@"': ['junos'],
  'set system tacplus-server 192.0.2.9 secret "@"': ['junos'],
  'set protocols bgp group x authentication-key "@"': ['junos'],
  'set protocols ospf area 0 interface ge-0/0/0.0 authentication md5 1 key "@"': ['junos'],
  '            md5 7 key "@" start-time 2024-1-1;': ['junos'],
  'set system ntp authentication-key 1 type md5 value "@"': ['junos'],
  'set security ike policy p pre-shared-key ascii-text "@"': ['junos'],
  'set security ike policy p pre-shared-key hexadecimal "@"': ['junos'],
  '    "encrypted-password" : "@",': ['junos', 'srlinux'],
  '  <pre-shared-key><ascii-text>@</ascii-text></pre-shared-key>': ['junos'],
  '"output": "system { radius-server { 192.0.2.1 secret \\"@\\"; } }\\n"': ['junos'],
  'archive-sites "ftp://user:@@192.0.2.7/dir";': ['junos', 'eos', 'frr', 'linux', 'sros'],
  // Cisco, Arista, FRR
  'enable secret 5 @': ['iosxe', 'eos', 'iosxr', 'nxos'],
  'enable password @': ['iosxe', 'frr'],
  'enable secret level 7 0 @': ['iosxe'],
  'username admin privilege 15 role network-admin secret sha512 @': ['eos'],
  'username admin password 5 @ role network-admin': ['nxos'],
  ' username x privilege 15 secret 9 @': ['iosxe'],
  'snmp-server community @ RO 10': ['iosxe', 'eos', 'nxos', 'iosxr'],
  'snmp-server host 192.0.2.5 version 2c @ udp-port 162': ['iosxe', 'eos', 'nxos'],
  'snmp-server host 192.0.2.5 traps @': ['iosxe'],
  'snmp-server user u g v3 auth sha @': ['iosxe'],
  'snmp-server user u g v3 priv aes 128 @': ['iosxe'],
  'tacacs-server host 192.0.2.1 key 7 @': ['iosxe', 'eos', 'nxos'],
  'radius-server key @': ['iosxe', 'eos'],
  ' key 7 @': ['iosxe', 'iosxr'],
  '  server-key @': ['iosxe'],
  '  key-string 7 @': ['iosxe', 'nxos', 'eos'],
  ' key-string @': ['frr', 'iosxe'],
  ' neighbor 192.0.2.1 password 7 @': ['iosxe', 'eos'],
  ' neighbor 192.0.2.1 password @': ['frr', 'iosxe'],
  ' password encrypted @': ['iosxr'],
  ' ip ospf message-digest-key 1 md5 7 @': ['iosxe', 'eos', 'nxos'],
  ' ip ospf message-digest-key 1 md5 @': ['frr', 'iosxe'],
  ' ip ospf authentication-key @': ['frr', 'iosxe'],
  ' ip ospf authentication-key 7 @': ['eos'],
  'ntp authentication-key 1 md5 @ 7': ['iosxe', 'nxos', 'eos'],
  ' isis password @ level-1': ['iosxe'],
  ' isis password md5 @': ['frr'],
  ' lsp-password hmac-md5 encrypted @': ['iosxr'],
  ' standby 1 authentication md5 key-string 7 @': ['iosxe'],
  ' vrrp 1 authentication text @': ['iosxe'],
  ' wpa-psk ascii 0 @': ['iosxe'],
  'crypto isakmp key 6 @ address 192.0.2.1': ['iosxe'],
  ' pre-shared-key address 192.0.2.1 key @': ['iosxe'],
  ' pre-shared-key local @': ['iosxe'],
  'line-password @': [],
  'password @': ['frr'],
  'password 8 @': ['frr'],
  '    "enable secret 5 @": null,': ['eos'],
  '    "username admin secret sha512 @": null,': ['eos'],
  // Nokia
  '                authentication-key "@" hash2': ['sros'],
  '            community "@" hash2 rwa version v2c': ['sros'],
  '                password "@"': ['sros'],
  '                message-digest-key 1 md5 "@" hash2': ['sros'],
  '  secret-key @ hash2': ['sros'],
};

describe('every usual form of a secret is replaced, and nothing but the secret', () => {
  const cases = Object.entries(lines).flatMap(([line, platforms]) => platforms.map((name) => [name, line] as const));
  test.each(cases)('%s: %s', (platform, line) => {
    for (const secret of secrets) {
      const plain = line.startsWith('archive') ? secret.replace('/', '') : secret;
      const isXml = line.trimStart().startsWith('<');
      const mark = isXml ? markOf(plain).replace('<', '&lt;').replace('>', '&gt;') : markOf(plain);
      const whole = line.startsWith('archive') ? line.replace('@', plain) : line.replace('@', () => plain);
      const expected = line.replace('@', () => mark);
      expect(redacted(`${whole}\n`, platform)).toBe(`${expected}\n`);
      expect(redacted(whole, platform)).toBe(expected);
    }
  });

  test.each(['$9$abcDEF./x-y', '$1$salt$hash.hash', '$5$a$bcdefg', '$6$a$bcdefg', '$sha1$1$salt$hash', '$8$aes256$x'])(
    '%s wherever it stands',
    (secret) => {
      for (const platform of ['junos', 'iosxe', 'linux'] as const) {
        expect(redacted(`user:${secret} x\n`, platform)).not.toContain(secret);
      }
    },
  );
});

describe('communities of Junos', () => {
  const mark = markOf('hush');

  it('are replaced in the snmp section, not in policies', () => {
    const text = (name: string) =>
      `snmp {\n    community ${name} {\n        clients {\n            192.0.2.0/24;\n        }\n    }\n}\npolicy-options {\n    community hush members 65000:1;\n    community hush {\n        members 65000:1;\n    }\n}\n`;
    expect(redacted(text('hush'))).toBe(text(mark));
    expect(redacted('community hush;\n', 'junos', 'show configuration snmp')).toBe(`community ${mark};\n`);
    expect(redacted('community hush {\n', 'junos', 'show configuration policy-options')).toBe('community hush {\n');
  });

  it.each([
    'show configuration snmp',
    'sh conf sn',
    'show configuration groups g snmp | display set relative',
    'show configuration | find snmp',
  ])('in the answer to %s', (command) => {
    for (const line of ['community @;', 'community @ {', 'set community @ authorization read-only', 'community @']) {
      expect(redacted(line.replace('@', 'hush'), 'junos', command)).toBe(line.replace('@', () => mark));
    }
  });

  it.each([
    'inactive: snmp {\n    inactive: community @;\n    protect: community @ {\n',
    'snmp { community @ { authorization read-only; } }\n',
    '[edit]\n+  snmp {\n+      community @ {\n',
    '"snmp" : [\n{\n"community" : [\n{\n"name" : {\n"data" : "@"\n},\n"clients" : [\n{\n"name" : {\n"data" : "192.0.2.0/24"\n}',
  ])('in the forms of comments, comparisons and old releases: %j', (text) => {
    expect(redacted(text.replaceAll('@', 'hush'))).toBe(text.replaceAll('@', () => mark));
  });

  it('in XML behind a comment', () => {
    const text = (name: string) =>
      `<snmp>\n<community>\n<junos:comment>/* x */</junos:comment>\n<name>${name}</name>\n<clients>\n<name>192.0.2.0/24</name>\n</clients>\n</community>\n</snmp>\n`;
    expect(redacted(text('hush'))).toBe(text(mark.replace('<', '&lt;').replace('>', '&gt;')));
  });

  it('in a section with brackets in comments and texts', () => {
    const text = (name: string) =>
      `snmp {\n    /* } */\n    ## }\n    description "} \\" }";\n    community ${name} {\n    }\n}\ncommunity hush;\n`;
    expect(redacted(text('hush'))).toBe(text(mark));
  });

  it.each([
    'snmp {\n    community hush',
    '<snmp>\n<community>\n<name>hush',
    '<snmp><community><name>hush',
    '<snmp><community><name>hush</na',
    '<snmp><community><name>hush</name>',
    '"snmp" : {\n"community" : [{\n"name" : "hush',
    'secret "hush',
    '<secret>hush',
    '<secret><![CDATA[hush]]></secret>',
    '<user password="hush"/>',
  ])('where the answer is cut: %j', (text) => {
    expect(redacted(text)).not.toContain('hush');
  });

  it('in XML', () => {
    const text = (name: string) =>
      `<configuration>\n<snmp>\n<community>\n  <name>${name}</name>\n  <clients>\n    <name>192.0.2.0/24</name>\n  </clients>\n</community>\n</snmp>\n<policy-options>\n<community>\n  <name>hush</name>\n</community>\n</policy-options>\n</configuration>\n`;
    expect(redacted(text('hush'))).toBe(text(mark.replace('<', '&lt;').replace('>', '&gt;')));
  });

  it('in JSON', () => {
    const text = (first: string, second: string) =>
      JSON.stringify(
        {
          snmp: {
            community: [
              { name: first, authorization: 'read-only', clients: [{ name: '192.0.2.0/24' }] },
              { name: second },
            ],
          },
          'policy-options': { community: [{ name: 'hush' }] },
        },
        null,
        4,
      );
    expect(redacted(text('hush', 'hush2'))).toBe(text(mark, markOf('hush2')));
  });
});

describe('the form of the answer', () => {
  it('JSON stays JSON, and equal secrets are equal in every form', () => {
    const secret = 'a<b&"c';
    const json = redacted(JSON.stringify({ 'pre-shared-key': secret, secret: 12345 }));
    expect(JSON.parse(json)).toEqual({ 'pre-shared-key': markOf(secret), secret: markOf('12345') });
    expect(redacted('<a>\n<secret>a&lt;b&amp;&quot;c</secret>\n</a>')).toContain(
      `<secret>&lt;${markOf(secret).slice(1, -1)}&gt;</secret>`,
    );
    expect(redacted('secret "a<b&\\"c"; ## SECRET-DATA')).toBe(`secret "${markOf(secret)}"; ## SECRET-DATA`);
  });

  it('knows values that older Junos wraps', () => {
    const text = (value: string) =>
      `"secret" : [\n{\n    "data" : "${value}"\n}\n],\n"x" : [\n{\n    "data" : "y"\n}\n]\n`;
    expect(redacted(text('hush'))).toBe(text(markOf('hush')));
  });
});

describe('private keys', () => {
  const body = 'MIIEpAIBAAKCAQEA7bq1\nabcdefghijklmnopqrst\nshort==\n';
  const begin = '-----BEGIN RSA PRIVATE KEY-----';
  const end = '-----END RSA PRIVATE KEY-----';
  const mark = markOf(body.replaceAll('\n', ''));

  it('are replaced over many lines, on one line, and at the end of what came', () => {
    expect(redacted(`a\n${begin}\n${body}${end}\nb\n`)).toBe(`a\n${begin}${mark}${end}\nb\n`);
    const json = redacted(JSON.stringify({ key: `${begin}\n${body}${end}\n` }));
    expect(JSON.parse(json)).toEqual({ key: `${begin}${mark}${end}\n` });
    expect(redacted(`${begin}\n${body}`)).toBe(`${begin}${mark}`);
    expect(redacted(`<k>${begin}\n${body}${end}</k>\n`)).not.toContain('MIIE');
  });

  it('end where the text is clearly none of theirs; public keys and certificates stay', () => {
    expect(redacted(`${begin}\n${body}Physical interface: ge-0/0/0, up\n`)).toBe(
      `${begin}${mark}\nPhysical interface: ge-0/0/0, up\n`,
    );
    const certificate = `-----BEGIN CERTIFICATE-----\n${body}-----END CERTIFICATE-----\nssh-ed25519 AAAAC3NzaC1 x\n`;
    expect(redacted(certificate)).toBe(certificate);
  });
});

test.each([
  'Failed password for root from 192.0.2.1 port 22 ssh2',
  'sshd: error: PAM: Authentication failure, wrong password',
  'authentication-type md5;',
  'authentication-key-chain core;',
  'key-chain core {',
  ' key 1',
  ' key chain core',
  'set policy-options community hush members 65000:1',
  'BGP community: 65000:1 no-export',
  'encrypted-password /* SECRET-DATA */; ## SECRET-DATA',
  'http://192.0.2.1:8080/path?mail=a@example.net',
  'snmp-server host 192.0.2.5 version 3 auth user1',
  'The secret is that there is none',
  '$ 5 $ 6',
])('innocent: %s', (line) => {
  for (const platform of ['junos', 'iosxe', 'frr', 'sros', 'linux'] as const) {
    expect(redacted(`${line}\n`, platform)).toBe(`${line}\n`);
  }
});
