import { describe, expect, it } from 'vitest';
import type { PlatformName } from '../../src/model/platform-name.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { shippedGuard } from '../support/shipped-guard.ts';

const judge = (line: string, platform: PlatformName) => shippedGuard.judge(line, platform, 'netops');

const acting: readonly [PlatformName, string, Verdict][] = [
  ['iosxe', 'show platform hardware qfp active statistics drop clear', 'write'],
  ['iosxe', 'show platform hardware qfp active statistics drops clear', 'write'],
  ['iosxe', 'show platform hardware qfp active interface all statistics clear_drop', 'write'],
  ['iosxe', 'show platform hardware qfp active statistics drop CLEAR', 'write'],
  ['iosxe', 'show platf hard qfp act stat drop c', 'write'],
  ['iosxe', 'show "platform hardware qfp active statistics drop clear"', 'write'],
  ['iosxe', 'show platform hardware qfp active statistics drop "clear"', 'write'],
  ['iosxe', 'show ip nat cle', 'write'],
  ['iosxe', 'show logging process ios to-file bootflash:x.log', 'write'],
  ['iosxe', 'show logging process ios to', 'write'],
  ['iosxe', 'show platform hardware pp active feature qos policer cpu all 1', 'write'],
  ['iosxe', 'show plat hard pp act feat qos pol cp all 1', 'write'],
  ['iosxe', 'show running-config tftp://192.0.2.9/x', 'write'],
  ['iosxe', 'show file information flash:x', 'write'],
  ['iosxr', 'show version FLASH-1:x', 'write'],
  ['sros', 'show system cf3:\\x', 'write'],
  ['eos', 'show event-monitor sqlite delete from arp', 'dangerous'],
  ['eos', 'show event-monitor s x', 'dangerous'],
  ['eos', 'show logging follow', 'infinite'],
  ['eos', 'show log f', 'infinite'],
  ['nxos', 'show tech-support all binary bootflash:', 'write'],
  ['nxos', 'show tech-support all bin', 'write'],
  ['nxos', 'show tech-support all b', 'write'],
];

const reading: readonly [PlatformName, string][] = [
  ['iosxe', 'show clock'],
  ['iosxe', 'show cl'],
  ['iosxe', 'show ip int b'],
  ['iosxe', 'show interfaces counters'],
  ['iosxe', 'show flash:'],
  ['iosxe', 'show bgp ipv6 unicast 2001:db8::/32'],
  ['iosxe', 'show ip bgp community 65000:100'],
  ['iosxe', 'show platform hardware qfp active statistics drop'],
  ['iosxr', 'show route ipv6 fe80::1%gi0/0/0/0'],
  ['nxos', 'show mac address-table address 00:11:22:aa:bb:cc'],
  ['sros', 'show service sap-using sap lag-1:100'],
  ['frr', 'show bgp large-community 65000:1:2'],
  ['frr', 'show bgp summary'],
  ['eos', 'show tech-support'],
  ['junos', 'show route clear'],
  ['junos', 'show route table x:follow'],
];

describe('a show that does more than show', () => {
  it.each(acting)('%s: refuses %s', (platform, line, verdict) => {
    expect(judge(line, platform)).toMatchObject({ allowed: false, verdict });
  });

  it.each(reading)('%s: but allows %s', (platform, line) => {
    expect(judge(line, platform).allowed).toBe(true);
  });
});

const quotedBars: readonly [PlatformName, string, boolean][] = [
  ['eos', 'show version | include "a | /sbin/reboot now"', false],
  ['eos', 'show version | include "a |reboot now"', false],
  ['eos', 'show version | include "a|reboot" now', false],
  ['eos', 'show version | include "a|/sbin/reboot"', false],
  ['eos', 'show version | include "a||reboot"', false],
  ['iosxe', 'show version | include "x | append " flash:y', false],
  ['iosxe', 'show version | include "x|append " flash:y', false],
  ['iosxe', 'show version | include "x|append" | count flash:y', false],
  ['iosxe', 'show interfaces "a|b c"', false],
  ['iosxe', 'show version | include "< x"', false],
  ['eos', 'show interfaces | include "Ethernet1|Ethernet2"', true],
  ['eos', 'show interfaces | include "line protocol|Ethernet2"   ', true],
  ['eos', 'show interfaces | include "line protocol" | json', true],
  ['junos', 'show version | match "a | append x" | no-more', true],
];

describe('a "|" inside quotes', () => {
  it.each(quotedBars)('%s: %s', (platform, line, allowed) => {
    expect(judge(line, platform).allowed).toBe(allowed);
  });
});

const probes: readonly [PlatformName, string, boolean][] = [
  ['junos', 'ping 10.0.0.1 count 100 interval 10 wait 10 ttl 255 size 65468', true],
  ['junos', 'ping 10.0.0.1 count 2 interval 0.1', true],
  ['junos', 'ping 10.0.0.1 count 2 interval 86400', false],
  ['junos', 'ping 10.0.0.1 count 2 interval 0', false],
  ['junos', 'ping 10.0.0.1 count 2 interval', false],
  ['junos', 'ping 10.0.0.1 count 2 wait 11', false],
  ['junos', 'ping 10.0.0.1 count 2 wait 1e9', false],
  ['junos', 'ping 10.0.0.1 count 2 wait -1', false],
  ['junos', 'ping 10.0.0.1 count 2 ttl 256', false],
  ['junos', 'ping 10.0.0.1 count 2 size 65536', false],
  ['junos', 'ping 10.0.0.1 count 2 size 1400 size x', false],
  ['junos', 'ping 10.0.0.1 count 2 source rapid', false],
  ['junos', 'ping 10.0.0.1 count 2 source "10.0.0.2"', false],
  ['junos', 'ping 10.0.0.1 count 2 source "a b"', false],
  ['junos', 'ping 10.0.0.1 count 2 source -f', false],
  ['junos', 'traceroute 10.0.0.1 wait 10', true],
  ['junos', 'traceroute 10.0.0.1 wait 86400', false],
  ['junos', 'traceroute 10.0.0.1 source monitor', false],
  ['eos', 'ping 10.0.0.1 repeat 5 timeout 3600', false],
  ['iosxe', 'ping 10.0.0.1 repeat 5 timeout 2 source Loopback0', true],
  ['iosxe', 'traceroute 10.0.0.1 probe 11', false],
  ['iosxe', 'traceroute 10.0.0.1 probe 10 timeout 10', true],
  ['nxos', 'ping 10.0.0.1 count 2 packet-size 70000', false],
  ['sros', 'ping 10.0.0.1 count 2 interval 100', false],
  ['srlinux', 'ping -c 2 -W 3600 10.0.0.1', false],
  ['srlinux', 'ping -c 2 -W 2 -s 1400 10.0.0.1', true],
];

describe('a ping or traceroute that is bounded on paper only', () => {
  it.each(probes)('%s: %s', (platform, line, allowed) => {
    expect(judge(line, platform)).toMatchObject({ allowed, verdict: allowed ? 'read' : 'infinite' });
  });
});
