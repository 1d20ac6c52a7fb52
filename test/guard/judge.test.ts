import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlatformName, platformNames } from '../../src/model/platform-name.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { shippedGuard } from '../support/shipped-guard.ts';

const judge = (line: string, platform: PlatformName = 'junos', username = 'netops') =>
  shippedGuard.judge(line, platform, username);

const allowedLines: readonly [PlatformName, string, Verdict][] = [
  ['junos', 'show version', 'read'],
  ['junos', '  show   interfaces terse  ', 'read'],
  ['junos', 'show interfaces terse | match ge- | except down', 'read'],
  ['junos', 'show interfaces terse|match ge-|count', 'read'],
  ['junos', 'show chassis hardware | display xml', 'read'],
  ['junos', 'show version | display xml rpc', 'read'],
  ['junos', 'show bgp summary | display json | no-more', 'read'],
  ['junos', 'show interfaces terse | trim 20 | last 5', 'read'],
  ['junos', 'show arp | resolve full-names', 'read'],
  ['junos', 'show bgp summary | match "10.0.0.1 | append x" | no-more', 'read'],
  ['junos', 'show route 10.0.0.0/8 exact detail', 'read'],
  ['junos', 'show interfaces ge-0/0/*', 'read'],
  ['junos', 'show system reboot', 'read'],
  ['junos', 'show log messages | match "error|fail"', 'sensitive'],
  ['junos', 'show configuration', 'sensitive'],
  ['junos', 'show "configuration"', 'sensitive'],
  ['junos', 'show conf system login', 'sensitive'],
  ['junos', 'show configuration snmp | display set relative', 'sensitive'],
  ['junos', 'show configuration | compare rollback 1', 'sensitive'],
  ['junos', 'show system rollback 3', 'sensitive'],
  ['junos', 'show sys rollb 3', 'sensitive'],
  ['junos', 'ping 10.0.0.1 count 5', 'read'],
  ['junos', 'ping count 100 10.0.0.1', 'read'],
  ['junos', 'ping 10.0.0.1 rapid', 'read'],
  ['junos', 'ping 10.0.0.1 rapid count 20 size 1400', 'read'],
  ['junos', 'ping routing-instance CUST 2001:db8::1 count 2 wait 1 | no-more', 'read'],
  ['junos', 'ping fe80::1 interface ge-0/0/0.0 count 2', 'read'],
  ['junos', 'traceroute 10.0.0.1', 'read'],
  ['junos', 'traceroute 10.0.0.1 no-resolve ttl 5', 'read'],
  ['frr', 'show ip route', 'read'],
  ['frr', 'show bgp summary json', 'read'],
  ['frr', 'show running-config | include router bgp', 'sensitive'],
  ['frr', 'traceroute 10.0.0.1', 'read'],
  ['eos', 'show interfaces | include "Ethernet1|Ethernet2"', 'read'],
  ['eos', 'show version | json', 'read'],
  ['eos', 'ping vrf MGMT 10.0.0.1 repeat 3', 'read'],
  ['iosxe', 'show run | section router bgp', 'sensitive'],
  ['iosxe', 'show ip interface brief | exclude unassigned', 'read'],
  ['iosxr', 'ping 10.0.0.1 count 3', 'read'],
  ['nxos', 'show vlan brief | json-pretty', 'read'],
  ['sros', 'show router interface | match Up', 'read'],
  ['srlinux', 'show version | as json', 'read'],
  ['srlinux', 'ping -c 3 network-instance default 10.0.0.1', 'read'],
];

const refusedLines: readonly [PlatformName, string, Verdict, RegExp][] = [
  // first words
  ['junos', 'SHOW VERSION', 'dangerous', /write show in full and in small letters/],
  ['junos', 'Show version', 'dangerous', /write show/],
  ['junos', '"show" version', 'dangerous', /write show/],
  ['frr', 'Show version', 'dangerous', /write show/],
  ['eos', 'sh ver', 'dangerous', /write show in full/],
  ['eos', 'show version | inc x', 'dangerous', /write it in full: \| include/],
  ['junos', 'request system reboot', 'dangerous', /stops the device/],
  ['junos', 'REQUEST SYSTEM REBOOT', 'dangerous', /stops the device/],
  ['junos', '  ReQuest  system reboot', 'dangerous', /stops the device/],
  ['junos', 'clear bgp neighbor all', 'dangerous', /interrupt forwarding/],
  ['junos', 'start shell', 'dangerous', /leaves the CLI/],
  ['junos', 'netconf', 'dangerous', /first word/],
  ['junos', 'scp -t /var/tmp', 'dangerous', /first word/],
  ['junos', 'constructor', 'dangerous', /first word/],
  ['junos', 'run show version', 'dangerous', /leave "run" out/],
  ['junos', 'configure', 'write', /changes the configuration/],
  ['junos', 'set cli screen-width 511', 'write', /settings of the session/],
  ['junos', 'monitor interface traffic', 'infinite', /until it is interrupted/],
  ['junos', '# show version', 'dangerous', /comment/],
  // pipes
  ['junos', 'show configuration | save /var/tmp/c.txt', 'write', /"\| save" writes a file/],
  ['junos', 'show version | append x', 'write', /writes a file/],
  ['junos', 'show version|tee x', 'write', /writes a file/],
  ['junos', 'show version | sa x', 'write', /can mean "\| save"/],
  ['junos', 'show version | SAVE x', 'write', /can mean "\| save"/],
  ['junos', 'show version | "save" x', 'dangerous', /no pipe known/],
  ['junos', 'show version | no-more | save x', 'write', /writes a file/],
  ['junos', 'show version | request message all', 'write', /logged in/],
  ['junos', 'show bgp summary | refresh 5', 'infinite', /repeats for ever/],
  ['junos', 'show version | h', 'infinite', /hold/],
  ['junos', 'show version | M ge', 'dangerous', /write it in full: \| match/],
  ['junos', 'show version | t 20', 'write', /can mean "\| tee"/],
  ['junos', 'show version | c', 'dangerous', /compare.*after show configuration only/],
  ['junos', 'show configuration | display c', 'dangerous', /arguments/],
  ['junos', 'show version | begin ge', 'dangerous', /write \| find PATTERN/],
  ['junos', 'show version | load merge x', 'dangerous', /no pipe known.*allowed are \| match/],
  ['junos', 'show version | constructor', 'dangerous', /no pipe known/],
  ['junos', 'show version |', 'dangerous', /nothing after it/],
  ['junos', 'show version || count', 'dangerous', /nothing after it/],
  ['junos', 'show version | match a b', 'dangerous', /allowed is \| match PATTERN/],
  ['junos', 'show version | match', 'dangerous', /allowed is \| match PATTERN/],
  ['junos', 'show version | count x', 'dangerous', /arguments/],
  ['junos', 'show version | display commit-scripts', 'dangerous', /\| display json or/],
  ['junos', 'show version | last -5', 'dangerous', /arguments/],
  ['junos', 'show version | compare', 'dangerous', /after show configuration only/],
  ['junos', 'show configuration | compare /var/tmp/x', 'dangerous', /\| compare or \| compare rollback NUMBER/],
  ['junos', 'ping 10.0.0.1 | save x', 'write', /writes a file/],
  // probes
  ['junos', 'ping 10.0.0.1', 'infinite', /write ping HOST count 5/],
  ['junos', 'ping 10.0.0.1 count 101', 'infinite', /from 1 to 100/],
  ['junos', 'ping 10.0.0.1 count 0', 'infinite', /from 1 to 100/],
  ['junos', 'ping 10.0.0.1 rapid count 100000', 'infinite', /from 1 to 100/],
  ['junos', 'ping 10.0.0.1 count 1 count 1000', 'infinite', /given twice/],
  ['junos', 'ping 10.0.0.1 count', 'infinite', /without its value/],
  ['junos', 'ping routing-instance count 5', 'infinite', /takes no keyword, found "count"/],
  ['junos', 'ping routing-instance count 10.0.0.1', 'infinite', /takes no keyword/],
  ['junos', 'ping count 5', 'infinite', /no host/],
  ['junos', 'ping 10.0.0.1 s 3 count 2', 'infinite', /"s" could be strict or/],
  ['junos', 'ping routing-instance c 10.0.0.1 count 2', 'infinite', /takes no keyword/],
  ['junos', 'ping 10.0.0.1 10.0.0.2 count 3', 'infinite', /"10.0.0.2" is not known/],
  ['junos', 'ping -f count 3', 'infinite', /"-f" is not known/],
  ['junos', 'ping 10.0.0.1 interface rapid', 'infinite', /takes no keyword/],
  ['junos', 'traceroute monitor 10.0.0.1', 'infinite', /until it is interrupted/],
  ['junos', 'traceroute mon', 'infinite', /until it is interrupted/],
  ['junos', 'traceroute', 'infinite', /no host/],
  ['frr', 'ping 10.0.0.1', 'infinite', /never ends on this platform/],
  ['frr', 'ping 10.0.0.1 count 3', 'infinite', /never ends on this platform/],
  ['frr', 'traceroute -w', 'infinite', /not known/],
  ['eos', 'ping 10.0.0.1 repeat 1000', 'infinite', /repeat/],
  ['srlinux', 'ping 10.0.0.1', 'infinite', /-c/],
  ['nxos', 'ping 10.0.0.1 count unlimited', 'infinite', /from 1 to 100/],
  // other platforms
  ['junos', 'show version | include x', 'dangerous', /no pipe known/],
  ['frr', 'show version | count', 'dangerous', /no pipe known/],
  ['iosxe', 'show run | redirect flash:x', 'write', /writes a file/],
  ['iosxe', 'show run | include "a | redirect flash:x"', 'dangerous', /live pipe/],
  ['eos', 'show run | include "a > flash:x"', 'dangerous', /may be live/],
  ['iosxr', 'show tech-support', 'write', /writes an archive/],
  ['iosxr', 'show te', 'write', /writes an archive/],
  ['linux', 'show version', 'dangerous', /Unix shell/],
  ['linux', 'uptime ', 'dangerous', /Unix shell/],
  ['linux', 'uptime -p', 'dangerous', /Unix shell/],
  ['linux', 'uptime|tee x', 'dangerous', /Unix shell/],
];

describe('judgeLine', () => {
  it.each(allowedLines)('%s: allows %s', (platform, line, verdict) => {
    expect(judge(line, platform)).toMatchObject({ verdict, allowed: true });
  });

  it.each(refusedLines)('%s: refuses %j', (platform, line, verdict, reason) => {
    expect(judge(line, platform)).toEqual({ verdict, allowed: false, reason: expect.stringMatching(reason) });
  });

  it.each([
    ['junos', 'root'],
    ['junos', ' root '],
    ['eos', 'root'],
    ['srlinux', 'root'],
    ['srlinux', 'linuxadmin'],
    ['frr', 'root'],
  ] as const)('refuses everything on %s for "%s", whose login is a Unix shell', (platform, username) => {
    expect(judge('show version', platform, username)).toMatchObject({
      verdict: 'dangerous',
      allowed: false,
      reason: expect.stringContaining('read-only'),
    });
    expect(judge('show version', platform, 'rooted').allowed).toBe(true);
    expect(judge('show version', 'iosxr', username).allowed).toBe(true);
  });

  const allowed = fc.constantFrom(...allowedLines);
  it('never allows a second command or a writing pipe behind an allowed line', () => {
    const word = fc.stringMatching(/^[a-z]{0,8}$/);
    const tails = fc.tuple(
      fc.constantFrom(
        '; ',
        ';',
        '\n',
        '\r',
        '\r\n',
        '\u0000',
        ' & ',
        ' && ',
        ' `',
        ' $(',
        ' > ',
        ' | save ',
        '|save ',
        ' | append ',
        ' | tee ',
        ' | sa ',
        ' | redirect ',
      ),
      word,
    );
    fc.assert(
      fc.property(allowed, tails, ([platform, line], [tail, rest]) => {
        expect(judge(line + tail + rest, platform).allowed).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives every text a verdict and a reason', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(...platformNames), (line, platform) => {
        const { allowed: passes, reason } = judge(line, platform);
        expect(reason).not.toBe('');
        expect(passes && !/^ *[fhlmprst][a-z]*( |$)/.test(line)).toBe(false);
      }),
    );
  });
});
