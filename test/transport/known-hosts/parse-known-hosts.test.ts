import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostAddress } from '../../../src/transport/known-hosts/host-address.ts';
import { hostFieldMatches } from '../../../src/transport/known-hosts/host-match.ts';
import { parseKnownHosts } from '../../../src/transport/known-hosts/parse-known-hosts.ts';
import { withoutHost } from '../../../src/transport/known-hosts/without-host.ts';
import { sampleBlob } from './sample-key.ts';

const key = sampleBlob('ssh-ed25519').toString('base64');

function hashed(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

describe('hostFieldMatches', () => {
  test.each([
    ['r1', 'r1', true],
    ['R1.Example', 'r1.example', true],
    ['r1,192.0.2.1', '192.0.2.1', true],
    ['*.fra', 'mx1.fra', true],
    ['*.fra', 'mx1.lon', false],
    ['mx?.fra', 'mx1.fra', true],
    ['mx?.fra', 'mx12.fra', false],
    ['*.fra,!mx1.fra', 'mx1.fra', false],
    ['!mx1.fra,*.fra', 'mx1.fra', false],
    ['!mx1.fra', 'mx2.fra', false],
    ['[r1]:2222', '[r1]:2222', true],
    ['r1', '[r1]:2222', false],
    [hashed('r1'), 'r1', true],
    [hashed('[r1]:830'), '[r1]:830', true],
    [hashed('r1'), 'r2', false],
    ['|2|x|y', 'r1', false],
  ])('%s means %s: %s', (field, address, expected) => {
    expect(hostFieldMatches(field, address)).toBe(expected);
  });

  test('stars do not blow up', () => {
    expect(hostFieldMatches(`${'*a'.repeat(40)}b`, 'a'.repeat(4_000))).toBe(false);
  });

  test('a pattern of stars and the letters of a name always means it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9.-]{1,20}$/), fc.nat(20), fc.nat(20), (name, from, length) => {
        const pattern = `${name.slice(0, from)}*${name.slice(from + length)}`;
        expect(hostFieldMatches(pattern, name)).toBe(true);
      }),
    );
  });
});

describe('parseKnownHosts', () => {
  test('reads every kind of line and counts what it does not understand', () => {
    const text = [
      '# comment',
      '',
      `r1 ssh-ed25519 ${key} netops@host`,
      `@revoked * ssh-ed25519 ${key}`,
      `\t@cert-authority *.fra   ssh-ed25519   ${key}\r`,
      'r2 ssh-ed25519',
      `r3 ssh-rsa ${key}`,
      `@other r4 ssh-ed25519 ${key}`,
      'r5 ssh-ed25519 not*base64',
      `[r6]:2222 ssh-ed25519 ${key}`,
    ].join('\n');
    const { entries, badLines, nextLine } = parseKnownHosts(text);
    expect(entries.map(({ line, marker, hosts }) => [line, marker, hosts])).toEqual([
      [3, 'none', 'r1'],
      [4, 'revoked', '*'],
      [5, 'cert-authority', '*.fra'],
      [8, 'unsupported', 'r4'],
      [10, 'none', '[r6]:2222'],
    ]);
    expect(badLines).toEqual([6, 7, 9]);
    expect(nextLine).toBe(11);
    expect(parseKnownHosts(`${text}\n`).nextLine).toBe(11);
    expect(parseKnownHosts('').nextLine).toBe(1);
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => parseKnownHosts(text).entries.length >= 0));
  });
});

describe('withoutHost', () => {
  test('drops its own lines, excludes it from shared ones, keeps the rest', () => {
    const line = (hosts: string): string => `${hosts} ssh-ed25519 ${key}`;
    const text = [
      '# mine',
      line('r1'),
      line('r2'),
      line('r1,r3'),
      line(hashed('r1')),
      `@revoked r1 ssh-ed25519 ${key}`,
    ];
    expect(withoutHost(`${text.join('\n')}\n\n`, 'r1')).toBe(
      `${['# mine', line('r2'), line('r1,r3,!r1'), text[5]].join('\n')}\n`,
    );
    expect(withoutHost(line('r1'), 'r1')).toBe('');
  });

  test('leaves no line that means the host', () => {
    const field = fc.array(fc.constantFrom('a', 'b', '*', '!b', 'a?', 'ab'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(field), fc.constantFrom('a', 'b', 'ab'), (fields, host) => {
        const text = fields.map((items) => `${items.join(',')} ssh-ed25519 ${key}\n`).join('');
        const { entries } = parseKnownHosts(withoutHost(text, host));
        expect(entries.some((entry) => hostFieldMatches(entry.hosts, host))).toBe(false);
      }),
    );
  });
});

test('hostAddress leaves port 22 out', () => {
  expect([hostAddress('R1', 22), hostAddress('2001:db8::1', 830)]).toEqual(['r1', '[2001:db8::1]:830']);
});
