import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompiledPolicy, type PolicyRules } from '../../src/guard/policy-rules.ts';
import type { PlatformName } from '../../src/model/platform-name.ts';
import { type Policy, type PolicyRule, policySchema } from '../../src/model/policy.ts';
import { guardWith } from '../support/shipped-guard.ts';
import { seededNumbers, varyLine } from '../support/vary-line.ts';

const target = (platform: PlatformName = 'junos', username = 'netops', groups: string[] = []) => ({
  platform,
  username,
  groups,
});

type Rules = Partial<Policy>;
const judge = (policy: Rules, line: string, on = target(), token: string | null = null) =>
  guardWith(policy).judge(line, on, token);
const deny = (command: string, where: Partial<PolicyRule> = {}): Rules => ({ deny: [{ command, ...where }] });
const allow = (command: string, where: Partial<PolicyRule> = {}): Rules => ({ allow: [{ command, ...where }] });

describe('verdicts', () => {
  it('run as listed, and infinite and changes never do', () => {
    expect(judge({}, 'show configuration').allowed).toBe(true);
    expect(judge({ verdicts: ['read'] }, 'show configuration')).toMatchObject({
      verdict: 'sensitive',
      allowed: false,
      approvable: false,
      reason: expect.stringContaining('the policy lets no sensitive command run'),
    });
    expect(judge({ verdicts: [] }, 'show version').allowed).toBe(false);
    expect(judge({}, 'ping 10.0.0.1')).toMatchObject({ verdict: 'infinite', allowed: false, approvable: false });
  });

  it('say what a person may approve', () => {
    expect(judge({}, 'request system reboot')).toMatchObject({ allowed: false, approvable: true });
    expect(judge({ changes: ['write'] }, 'request system reboot').approvable).toBe(false);
    expect(judge({ changes: ['write'] }, 'clear log messages').approvable).toBe(
      judge({}, 'clear log messages').verdict === 'write',
    );
  });

  it.each([
    'show version\nrequest system reboot',
    'request system reboot; show version',
    'request "system',
    'ｒequest system reboot',
  ])('put %j before nobody', (line) => {
    expect(judge({}, line)).toMatchObject({ allowed: false, approvable: false });
  });

  it.each([
    ['junos', 'request system reboot', true],
    ['junos', 'request "system | reboot"', false],
    ['junos', 'request "" system reboot', false],
    ['iosxe', 'clear counters | include "a"', true],
    // Without its eighth bits this is another line.
    ['iosxe', 'clear counters | include "\u028areload"', false],
    ['iosxe', 'clear counters | include "a | redirect flash:x"', false],
    ['iosxe', 'clear counters | include "a\tb"', false],
  ] as const)('let a person approve on %s: %j: %s', (platform, line, approvable) => {
    expect(judge({}, line, target(platform))).toMatchObject({ allowed: false, approvable });
  });

  it('let nobody approve a line in a Unix shell', () => {
    expect(judge({}, 'show version', target('junos', 'root'))).toMatchObject({ allowed: false, approvable: false });
    expect(judge({}, 'reboot', target('linux'))).toMatchObject({ allowed: false, approvable: false });
  });
});

describe('deny', () => {
  it.each([
    'show configuration',
    'sh conf',
    'SHOW CONFIGURATION',
    'show  configuration | display set',
    'show "configuration"',
    'show\tconfiguration',
    'show "configuration\tsystem"',
    'show configuration protocols bgp',
    's c',
  ])('of show configuration refuses %j', (line) => {
    expect(judge(deny('show configuration', { reason: 'not for you' }), line)).toMatchObject({
      allowed: false,
      approvable: false,
      reason: 'not for you',
    });
  });

  it.each(['show chassis hardware', 'show version', 'show bgp summary'])(
    'of show configuration lets %j pass',
    (line) => {
      expect(judge(deny('show configuration'), line).allowed).toBe(true);
    },
  );

  it('knows wildcards, words between and pipes', () => {
    expect(judge(deny('show interfaces ... extensive'), 'show interfaces ge-0/0/0 extensive').allowed).toBe(false);
    expect(judge(deny('show interfaces ... extensive'), 'show interfaces ge-0/0/0 terse').allowed).toBe(true);
    expect(judge(deny('show interfaces xe-*'), 'show interfaces xe-0/0/1').allowed).toBe(false);
    expect(judge(deny('... | display set'), 'show configuration | display set').allowed).toBe(false);
    expect(judge(deny('... | display set'), 'show configuration').allowed).toBe(true);
  });

  it.each([
    ['show con?iguration', 'show con'],
    ['show con?iguration', 'show confi'],
    ['show con?iguration', 'show configuration system'],
    ['show conf*tion', 'show config'],
    ['show conf*tion', 'sh co'],
    ['show * detail', 'show interfaces det'],
  ])('of %j refuses what may be short for it: %j', (command, line) => {
    expect(judge(deny(command), line).allowed).toBe(false);
  });

  it('of a word with wildcards is not escaped by any beginning of a word that fits (generated)', () => {
    const letter = fc.constantFrom('a', 'b', 'c');
    const part = fc.oneof(letter, fc.constant('?'), fc.constant('*'));
    const ending = fc.array(letter, { maxLength: 3 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(letter, fc.array(part, { maxLength: 5 }), ending, fc.nat(8), (first, rest, filled, length) => {
        const word = `${first}${rest.join('')}`;
        const whole = word.replaceAll('?', 'b').replaceAll('*', filled);
        const short = whole.slice(0, Math.max(1, length));
        expect(judge(deny(`show ${word}`), `show ${short} x`).allowed).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('goes before an allow and before any approval', () => {
    const both = { ...allow('request support information'), ...deny('request') };
    expect(judge(both, 'request support information')).toMatchObject({ allowed: false, approvable: false });
  });

  it('counts for its platforms, groups and tokens only', () => {
    const rule = deny('show configuration', { platforms: ['junos'], groups: ['core'], tokens: ['ci'] });
    const core = target('junos', 'netops', ['edge', 'core']);
    expect(judge(rule, 'show configuration', core, 'ci').allowed).toBe(false);
    expect(judge(rule, 'show configuration', core, 'other').allowed).toBe(true);
    expect(judge(rule, 'show configuration', core).allowed).toBe(true);
    expect(judge(rule, 'show configuration', target(), 'ci').allowed).toBe(true);
    expect(judge(rule, 'show running-config', target('eos', 'netops', ['core']), 'ci').allowed).toBe(true);
  });

  it('is not escaped by any variation of a line', () => {
    const guard = guardWith(deny('show configuration'));
    const random = seededNumbers(7);
    for (let round = 0; round < 2_000; round += 1) {
      const line = varyLine('show configuration system | display set', random);
      expect([line, guard.judge(line, target(), null).allowed]).toEqual([line, false]);
    }
  });

  it('takes no longer than the words times the pattern', () => {
    const rule = deny(`${'... a '.repeat(80).trim()} b`);
    const line = `show ${'a '.repeat(490)}`.trim();
    const from = performance.now();
    judge(rule, line);
    expect(performance.now() - from).toBeLessThan(1_000);
  });
});

describe('allow', () => {
  it('lets a spelled-out line run, with pipes that only filter, and says by which rule', () => {
    const guard = guardWith(allow('mystery system license update'));
    expect(guard.explain('mystery system license update | match x', target(), null)).toMatchObject({
      verdict: 'dangerous',
      allowed: true,
      approvable: false,
      rule: 'junos: policy: allow mystery system license update',
    });
  });

  it.each([
    'mystery system license',
    'mys system license update',
    'mystery system license update now',
    'MYSTERY system license update',
    'mystery system license update | save x',
    'mystery system license update\nrequest system reboot',
    'mystery "system license update"',
  ])('lets %j not', (line) => {
    expect(judge(allow('mystery system license update'), line).allowed).toBe(false);
  });

  it('has wildcards for what the grammar does not know, never for what it knows to change something', () => {
    expect(judge(allow('frobnicate ... status'), 'frobnicate x y status').allowed).toBe(true);
    expect(judge(allow('request ...'), 'request system reboot').allowed).toBe(false);
    expect(judge(allow('request system *'), 'request system reboot').allowed).toBe(false);
    expect(judge(allow('request system reboot'), 'request system reboot')).toMatchObject({
      allowed: false,
      approvable: true,
    });
    expect(judge(allow('clear arp'), 'clear arp')).toMatchObject({ allowed: false, approvable: true });
    expect(judge(allow('* ...'), 'frobnicate all').allowed).toBe(false);
    expect(judge(allow('... status'), 'frobnicate status').allowed).toBe(false);
  });

  it('bounds no endless command', () => {
    expect(judge(allow('ping 10.0.0.1'), 'ping 10.0.0.1').allowed).toBe(false);
  });

  it('in a Unix shell is the line to the byte', () => {
    expect(judge(allow('last'), 'last', target('linux')).allowed).toBe(true);
    expect(judge(allow('last'), 'last ', target('linux')).allowed).toBe(false);
    expect(judge(allow('last'), '\tlast', target('linux')).allowed).toBe(false);
    expect(judge(allow('las*'), 'last', target('linux')).allowed).toBe(false);
  });

  it('never makes a line pass that no rule of it matches (generated)', () => {
    const word = fc.constantFrom('request', 'system', 'reboot', 'clear', 'show', 'version', '|', 'save', 'x', 'set');
    const lines = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(lines, lines, (pattern, line) => {
        fc.pre(!pattern.includes('|') && pattern !== line.split(' | ')[0]);
        expect(judge(allow(pattern), line).allowed).toBe(judge({}, line).allowed);
      }),
      { numRuns: 500 },
    );
  });
});

it('rules are found once for devices that are alike: 10,000 of them under 1,000 rules', () => {
  const rules = Array.from({ length: 1_000 }, (_, index) => ({ command: `x${index}`, groups: [`g${index % 70}`] }));
  const policy = new CompiledPolicy(policySchema.parse({ deny: rules }));
  const found = new Set<PolicyRules>();
  const from = performance.now();
  for (let index = 0; index < 10_000; index += 1) {
    found.add(policy.rulesFor(target('junos', 'netops', [`g${index % 50}`, 'all']), null));
  }
  expect(found.size).toBe(50);
  expect(performance.now() - from).toBeLessThan(300);
});

it('10,000 lines a second are judged under 100 rules that begin as the lines do', () => {
  const rules = Array.from({ length: 100 }, (_, index) => ({ command: `show frob${index} ... x*` }));
  const guard = guardWith({ deny: rules });
  const from = performance.now();
  for (let index = 0; index < 10_000; index += 1) {
    guard.judge(`show interfaces ge-0/0/${index} | match up`, target(), null);
  }
  expect(performance.now() - from).toBeLessThan(1_500);
});

it('the nearest form passes under the policy too', () => {
  const guard = guardWith(deny('ping ... count'));
  expect(guardWith().explain('ping 10.0.0.1', target(), null).nearest).toBe('ping 10.0.0.1 count 5');
  expect(guard.explain('ping 10.0.0.1', target(), null).nearest).toBeNull();
});
