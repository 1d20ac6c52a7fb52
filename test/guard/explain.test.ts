import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlatformName, platformNames } from '../../src/model/platform-name.ts';
import { shippedGuard } from '../support/shipped-guard.ts';

const explain = (line: string, platform: PlatformName = 'junos') => shippedGuard.explain(line, platform, '');

describe('explain', () => {
  it('says what every word was taken for, and the rule', () => {
    expect(explain('req system software add x | no')).toEqual({
      verdict: 'dangerous',
      allowed: false,
      approvable: true,
      byPolicy: false,
      reason: 'request system software: changes the software of the device',
      words: [
        { word: 'req', meaning: 'short for request' },
        { word: 'system', meaning: 'keyword system' },
        { word: 'software', meaning: 'keyword software' },
        { word: 'add', meaning: 'argument' },
        { word: 'x', meaning: 'argument' },
        { word: 'no', meaning: 'short for the pipe no-more' },
      ],
      rule: 'junos: request > system > software',
      nearest: 'show version | no',
    });
  });

  it('names every keyword a word could stand for', () => {
    const meaningOf = (line: string): string | undefined => explain(line).words[0]?.meaning;
    expect(meaningOf('re system reboot')).toBe('could be request or restart');
    expect(meaningOf('frob')).toBe('unknown');
    expect(explain('show version | t 5').words.at(-2)).toEqual({
      word: 't',
      meaning: 'could be the pipe trim or tee',
    });
    expect(explain('ping 10.0.0.1 c 5').words.map(({ meaning }) => meaning)).toEqual([
      'keyword ping',
      'host',
      'short for option count',
      'value of count',
    ]);
  });

  it.each([
    ['junos', 'ping 10.0.0.1', 'ping 10.0.0.1 count 5'],
    ['junos', 'pi 10.0.0.1 size 1400', 'ping 10.0.0.1 size 1400 count 5'],
    ['junos', 'ping 10.0.0.1 count 100000', 'ping 10.0.0.1 count 5'],
    ['junos', 'ping 10.0.0.1 | save x', 'ping 10.0.0.1 count 5'],
    ['junos', 'traceroute monitor 10.0.0.1', 'traceroute 10.0.0.1'],
    ['junos', 'SHOW VERSION', 'show version'],
    ['junos', 'show version\n', 'show version'],
    ['junos', 'run show version', 'show version'],
    ['junos', 'show interfaces | match ge | save /var/tmp/x', 'show interfaces | match ge'],
    ['junos', 'show interfaces | refresh 5', 'show interfaces'],
    ['junos', 'request system zeroize', null],
    ['junos', 'frob', null],
    ['srlinux', 'ping 10.0.0.1', 'ping 10.0.0.1 -c 5'],
    ['eos', 'sh int | inc up', 'show int | include up'],
    ['frr', 'ping 10.0.0.1', null],
    ['linux', 'ls', null],
  ] as const)('%s: the nearest form to %j is %j', (platform, line, nearest) => {
    expect(explain(line, platform).nearest).toBe(nearest);
  });

  it('judges as judge does, and what it calls nearest passes', () => {
    const word = fc.constantFrom('show', 'ping', 'req', 'monitor', '|', '| save', '10.0.0.1', '"a', 'count', '5', 'X');
    const line = fc.oneof(
      fc.array(word).map((words) => words.join(' ')),
      fc.string({ maxLength: 30 }),
    );
    fc.assert(
      fc.property(line, fc.constantFrom(...platformNames), (text, platform) => {
        const { verdict, allowed, reason, nearest } = explain(text, platform);
        expect({ verdict, allowed, reason }).toEqual(shippedGuard.judge(text, platform, ''));
        if (nearest !== null) expect(shippedGuard.judge(nearest, platform, '').allowed).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
