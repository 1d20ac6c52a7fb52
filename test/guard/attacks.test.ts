import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PlatformName, platformNames } from '../../src/model/platform-name.ts';
import { shippedGuard } from '../support/shipped-guard.ts';

/** Lines that must not pass anywhere, whatever the platform. */
const everywhere = readFileSync(join(import.meta.dirname, 'attacks/everywhere.txt'), 'utf8')
  .trimEnd()
  .split('\n');

const onOne: readonly (readonly [PlatformName, string])[] = [
  ['junos', 'ping routing-instance count 5'],
  ['junos', 'file show /dev/zero'],
  ['junos', 'file show /DEV/zero'],
  ['junos', 'file show //dev//zero'],
  ['junos', 'file show /var/../dev/zero'],
  ['junos', 'file show ../../dev/zero'],
  ['junos', 'file show /de?/zero'],
  ['junos', 'file show /{dev}/zero'],
  ['junos', 'f sh /dev/random'],
  ['junos', 'file show "/dev/zero"'],
  ['junos', 'file checksum md5 /dev/zero'],
  ['junos', 'file compare files /etc/services /dev/zero'],
  ['junos', 'show log ../../dev/zero'],
  ['junos', 'sh lo ../../dev/zero'],
  ['junos', 'file show re1:/var/log/messages'],
  ['junos', 'file list ftp://192.0.2.1/'],
  ['junos', 'show configuration | display commit-scripts'],
  ['junos', 'show configuration | display o'],
  ['junos', 'show configuration | compare /var/tmp/x'],
  ['junos', 'show version | compare rollback 1'],
  ['junos', 'help | save x'],
  ['junos', 'request support information | tee x'],
  ['junos', 'request support infrastructure'],
  ['junos', 'request sup inf'],
  ['junos', 'monitor list x'],
  ['junos', 'ping mpls rsvp LSP count 5'],
  ['junos', 'ping 192.0.2.1 count 5 logical-system rapid'],
  ['junos', 'ping 192.0.2.1 r c 1'],
  ['junos', 'ping 192.0.2.1 count 5 i 0'],
  ['junos', 'ping 192.0.2.1 COUNT 5'],
  ['junos', 'traceroute mpls ldp 192.0.2.1'],
  ['junos', 'show version | match "a" "b"'],
  ['frr', 'sh -c reboot'],
  ['frr', 'sh /tmp/x'],
  ['frr', 'sh ./x'],
  ['frr', 'sh ../x'],
  ['frr', 'sh ~/x'],
  ['frr', 'sh "-c" reboot'],
  ['frr', 'find / -delete'],
  ['frr', 'find . -exec reboot {} +'],
  ['frr', 'fi / -delete'],
  ['frr', 'FIND / -delete'],
  ['frr', 'show version | include x | include y | save x'],
  ['frr', 'write file'],
  ['frr', 'w t'],
  ['frr', 'graceful-restart prepare bgp'],
  ['frr', 'terminal monitor'],
  ['frr', 'ping 192.0.2.1 count 5'],
  ['frr', 'sh run | redirect x'],
  ['eos', 'show version | include -f /etc/shadow'],
  ['eos', 'show version | include a -f /etc/shadow'],
  ['eos', 'show version | include "a -f"'],
  ['eos', 'show version | grep -r a /'],
  ['eos', 'show version | grep a /etc/shadow'],
  ['eos', 'show version | grep "a /etc/shadow"'],
  ['eos', 'show version | grep "-r"'],
  ['eos', 'show platform trident diag x'],
  ['eos', 'show platform trident shell'],
  ['eos', 'show tech-support | gzip'],
  ['nxos', 'show version | include -f x'],
  ['nxos', 'show version | egrep -f x'],
  ['nxos', 'show version | last -5'],
  ['nxos', 'show tech-support all binary bootflash:'],
  ['nxos', 'show running-config > bootflash:x'],
  ['iosxe', 'show memory debug leaks'],
  ['iosxe', 'sh mem deb leaks'],
  ['iosxe', 'show mem deb leaks'],
  ['iosxe', 'show running-config | format flash:x'],
  ['iosxe', 'show version | include "\u028areload"'],
  ['iosxr', 'show bgp trace tailif'],
  ['iosxr', 'show bgp trace tail'],
  ['iosxr', 'show version | file disk0:x'],
  ['iosxr', 'admin show platform'],
  ['iosxr', 'monitor interface'],
  ['sros', 'show /admin reboot now'],
  ['sros', 'show router \\admin reboot'],
  ['sros', 'show router { } admin reboot'],
  ['sros', 'show version > cf3:\\x'],
  ['sros', 'admin display-config cf3:x'],
  ['sros', 'admin dis'],
  ['sros', 'admin display-config now'],
  ['sros', 'admin disconnect'],
  ['sros', 'admin sh'],
  ['sros', 'admin show'],
  ['sros', 'file show cf3:x'],
  ['srlinux', 'show / tools system reboot'],
  ['srlinux', 'info / tools system reboot'],
  ['srlinux', 'info from state | grep -r x'],
  ['srlinux', 'info from running > x'],
  ['srlinux', 'info -o x'],
  ['srlinux', 'INFO from state'],
  ['srlinux', 'in from state'],
  ['srlinux', 'enter candidate'],
  ['srlinux', 'ping 192.0.2.1'],
  ['srlinux', 'ping -c 3 -f 192.0.2.1'],
  ['linux', 'uptime; reboot'],
  ['linux', ' uptime'],
  ['linux', 'ip addr flush dev eth0'],
  ['linux', 'ip  addr'],
  ['linux', 'ip\taddr'],
  ['linux', 'date -s 0'],
  ['linux', 'hostname x'],
  ['linux', 'df -h\n'],
  ['linux', 'vtysh -c "show version" -c "reload"'],
];

describe('what must not pass', () => {
  describe.each(platformNames)('on %s', (platform) => {
    it.each(everywhere)('%s', (line) => {
      const { allowed, reason } = shippedGuard.judge(line, platform, 'netops');
      expect({ allowed, reason }).toEqual({ allowed: false, reason });
    });
  });

  it.each(onOne)('on %s: %s', (platform, line) => {
    const { allowed, reason } = shippedGuard.judge(line, platform, 'netops');
    expect({ allowed, reason }).toEqual({ allowed: false, reason });
  });
});

describe('what must not pass where a login is root', () => {
  it.each(['junos', 'frr', 'eos', 'nxos', 'srlinux', 'linux'] as const)('on %s', (platform) => {
    for (const line of ['show version', 'cli', 'cli -c "request system reboot"', 'vtysh', 'reboot', 'uptime | sh'])
      expect(shippedGuard.judge(line, platform, 'root').allowed).toBe(false);
  });

  it.each([
    ['junos', 'cli -c "show version"', true],
    ['junos', 'cli -c  "show version"', false],
    ['junos', 'cli -c "show version" ', false],
    ['frr', 'vtysh -c "show bgp summary"', true],
    ['frr', 'vtysh -c "show bgp summary" -c "clear bgp *"', false],
  ] as const)('on %s: %s', (platform, line, allowed) => {
    expect(shippedGuard.judge(line, platform, 'root').allowed).toBe(allowed);
    expect(shippedGuard.judge(line, platform, 'netops').allowed).toBe(false);
  });
});
