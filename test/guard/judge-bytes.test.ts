import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlatformName } from '../../src/model/platform-name.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { shippedGuard } from '../support/shipped-guard.ts';

const judge = (line: string, platform: PlatformName = 'junos') => shippedGuard.judge(line, platform, 'netops');

const allowedLines: readonly [PlatformName, string, Verdict][] = [
  ['junos', 'show interfaces terse | match ge- | except down', 'read'],
  ['junos', 'show bgp summary | match "a > b & c # d\'e"', 'read'],
  ['junos', 'show interfaces descriptions | match "café"', 'read'],
  ['junos', '\tshow\tinterfaces \t terse\t|\tmatch\tge-\t', 'read'],
  ['junos', 'ping\t10.0.0.1\tcount\t5', 'read'],
  ['junos', 'show log messages | match "a\tb"', 'sensitive'],
  ['junos', `show version${'|count'.repeat(20)}`, 'read'],
  ['junos', `show${' x'.repeat(99)}`, 'read'],
  ['eos', 'show interfaces | include "Ethernet1|Ethernet2"', 'read'],
  ['frr', 'show running-config | include router bgp', 'sensitive'],
  ['srlinux', 'ping -c 3 network-instance default 10.0.0.1', 'read'],
];

const refusedLines: readonly [PlatformName, string, Verdict, RegExp][] = [
  ['junos', '', 'dangerous', /empty/],
  ['junos', '   ', 'dangerous', /empty/],
  ['junos', '| count', 'dangerous', /pipe without a command/],
  ['junos', 'show version\nrequest system reboot', 'dangerous', /line break in column 13/],
  ['junos', 'show version\r\n', 'dangerous', /line break in column 13/],
  ['junos', 'show\vversion', 'dangerous', /control character/],
  ['junos', 'show version\u007f', 'dangerous', /control character or line break in column 13/],
  ['junos', 'show version | match "\u{1f600}\u0000"', 'dangerous', /control character or line break in column 24/],
  ['junos', '\t \t', 'dangerous', /empty/],
  ['junos', 'request\tsystem\treboot', 'dangerous', /stops the device/],
  ['junos', 're\tload', 'dangerous', /stop, erase or change/],
  ['junos', 'show version |\tsave\tx', 'write', /writes a file/],
  ['junos', 'show version\t|\t', 'dangerous', /nothing after it/],
  ['junos', 'show log messages | match "a"\tb', 'dangerous', /allowed is \| match PATTERN/],
  ['iosxe', 'show version | include "a\tb"', 'dangerous', /tab inside quotes/],
  ['iosxe', 'show ip nat "c\tlear"', 'dangerous', /tab inside quotes/],
  ['eos', 'show version | include "a|\treboot"', 'dangerous', /inside quotes/],
  ['eos', 'show version | include "caf\u00e9"', 'dangerous', /beyond ASCII/],
  // Without its eighth bits this is `J`, a line break, `reload`.
  ['iosxe', 'show version | include "\u028areload"', 'dangerous', /beyond ASCII/],
  ['junos', 'show version | match "a\u3164b"', 'dangerous', /invisible/],
  ['junos', 'show version | match "a\u034fb"', 'dangerous', /invisible/],
  ['junos', `show${' x'.repeat(100)}`, 'dangerous', /more than 100 words/],
  ['junos', `show version "${'a '.repeat(100)}"`, 'dangerous', /more than 100 words/],
  ['junos', `show version${'|count'.repeat(21)}`, 'dangerous', /more than 20 pipes/],
  ['junos', '"" show version', 'dangerous', /quotes around nothing/],
  ['junos', '"" ping count 5', 'dangerous', /quotes around nothing/],
  ['junos', 'show version " "', 'dangerous', /quotes around nothing/],
  ['junos', 'show "version | save x"', 'dangerous', /only the pattern of a pipe/],
  ['junos', 'show version "|" save x', 'dangerous', /only the pattern of a pipe/],
  ['junos', 'show version ">" x', 'dangerous', /only the pattern of a pipe/],
  ['eos', 'show interfaces "a|b"', 'dangerous', /only the pattern of a pipe/],
  ['junos', 'show version\u0000', 'dangerous', /control character/],
  ['junos', 'show version\u2028request', 'dangerous', /line break/],
  ['junos', 'show version\u0085request', 'dangerous', /control character/],
  ['junos', 'show\b\b\b\brequest system reboot', 'dangerous', /control character/],
  ['junos', 'show log messages | match "a\u001b[2K"', 'dangerous', /control character/],
  ['junos', 'sh\u043ew version', 'dangerous', /U\+043E outside quotes/],
  ['junos', 'show\u00a0version', 'dangerous', /U\+00A0/],
  ['junos', 'show version \uff5c save x', 'dangerous', /U\+FF5C/],
  ['junos', 'show version | match \u201ca\u201d', 'dangerous', /U\+201C/],
  ['junos', 'show version | match "a\u200bb"', 'dangerous', /invisible/],
  ['junos', 'show version | match "a\u202eb"', 'dangerous', /invisible/],
  ['junos', 'show version | match "a\ud800"', 'dangerous', /invisible/],
  ['junos', `show ${'a'.repeat(996)}`, 'dangerous', /1001 bytes, more than 1000: routers cut longer lines/],
  // separators, quotes
  ['junos', 'show version; show system uptime', 'dangerous', /";" separates/],
  ['junos', 'show version | match "a;b"', 'dangerous', /";" separates/],
  ['junos', 'show version `id`', 'dangerous', /backtick/],
  ['junos', 'show version | match "$(id)"', 'dangerous', /shell/],
  ['junos', 'show version > /tmp/x', 'dangerous', /">"/],
  ['junos', 'show version < /tmp/x', 'dangerous', /"<"/],
  ['junos', 'show version & reboot', 'dangerous', /"&"/],
  ['junos', 'show version # request system reboot', 'dangerous', /comment/],
  ['junos', "show version | match 'a'", 'dangerous', /use double quotes/],
  ['junos', 'show log messages | match "abc', 'dangerous', /unbalanced/],
  ['junos', 'show log messages | match "a\\" | save /var/tmp/x"', 'dangerous', /backslash/],
  ['junos', 'show version \\', 'dangerous', /backslash at the end/],
  ['junos', 'show log messages | match a"b | save x"', 'dangerous', /quote inside a word/],
  ['junos', 'show log messages | match "a"b', 'dangerous', /closing quote/],
  ['junos', 'show log messages | match "a""b"', 'dangerous', /quote inside a word/],
];

describe('the bytes, quotes and length of a line', () => {
  it.each(allowedLines)('%s: allows %j', (platform, line, verdict) => {
    expect(judge(line, platform)).toMatchObject({ verdict, allowed: true });
  });

  it.each(refusedLines)('%s: refuses %j', (platform, line, verdict, reason) => {
    expect(judge(line, platform)).toEqual({ verdict, allowed: false, reason: expect.stringMatching(reason) });
  });

  it('takes 1,000 bytes, which are fewer characters beyond ASCII', () => {
    expect(judge(`show ${'a'.repeat(995)}`).allowed).toBe(true);
    const accented = (count: number): string => `show log messages | match "${'é'.repeat(count)}"`;
    expect(judge(accented(486)).allowed).toBe(true);
    expect(judge(accented(487))).toMatchObject({ allowed: false, reason: expect.stringMatching(/^1002 bytes/) });
  });

  const allowed = fc.constantFrom(...allowedLines);
  const splice = (line: string, at: number, text: string): string => {
    const index = at % (line.length + 1);
    return line.slice(0, index) + text + line.slice(index);
  };
  const insideQuotes = (line: string, at: number): boolean =>
    (line.slice(0, at % (line.length + 1)).split('"').length - 1) % 2 === 1;

  it('never allows a line with a control character in it', () => {
    const control = fc.oneof(
      fc.integer({ min: 0, max: 0x1f }).filter((code) => code !== 0x09),
      fc.integer({ min: 0x7f, max: 0x9f }),
      fc.constantFrom(0x2028, 0x2029),
    );
    fc.assert(
      fc.property(allowed, fc.nat(), control, ([platform, line], at, code) => {
        expect(judge(splice(line, at, String.fromCodePoint(code)), platform).allowed).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never allows a line with a character beyond ASCII outside quotes', () => {
    fc.assert(
      fc.property(allowed, fc.nat(), fc.integer({ min: 0x80, max: 0x10ffff }), ([platform, line], at, code) => {
        fc.pre(!insideQuotes(line, at));
        expect(judge(splice(line, at, String.fromCodePoint(code)), platform).allowed).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});
