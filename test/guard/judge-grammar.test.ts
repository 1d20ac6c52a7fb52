import { describe, expect, it } from 'vitest';
import type { PlatformName } from '../../src/model/platform-name.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { shippedGuard } from '../support/shipped-guard.ts';

const allowedLines: readonly [PlatformName, string, Verdict][] = [
  ['junos', 'sh ver', 'read'],
  ['junos', 'sh int ter | m ge', 'read'],
  ['junos', 'sh ver | no', 'read'],
  ['junos', 'sh conf | d s', 'sensitive'],
  ['junos', 'sh l', 'sensitive'],
  ['junos', 'show conf | compare r 1', 'sensitive'],
  ['junos', 'tr 10.0.0.1', 'read'],
  ['junos', 'ping 10.0.0.1 c 3', 'read'],
  ['junos', 'help apropos reboot', 'read'],
  ['junos', 'file list /var/tmp', 'read'],
  ['junos', 'file show /var/log/messages', 'sensitive'],
  ['junos', 'monitor list', 'read'],
  ['junos', 'request support information', 'sensitive'],
  ['frr', 'sh ip bgp sum', 'read'],
  ['frr', 'sh run', 'sensitive'],
  ['frr', 'list bgp', 'read'],
];

const refusedLines: readonly [PlatformName, string, Verdict, RegExp][] = [
  ['junos', 'req sys zero', 'dangerous', /erases the device/],
  ['junos', 're system reboot', 'dangerous', /stops the device/],
  ['junos', 'cl int st all', 'dangerous', /interrupt forwarding/],
  ['junos', 'clear interfaces statistics all', 'write', /resets counters/],
  ['junos', 'request support information frob', 'dangerous', /"frob" is not known after information/],
  ['junos', 'req sup inf', 'dangerous', /stop, erase or change/],
  ['junos', 'monitor list x', 'dangerous', /"x" is not known after list/],
  ['junos', 'monitor l', 'infinite', /until it is interrupted/],
  ['junos', 'monitor traffic interface em0 write-file x', 'write', /writes a file/],
  ['junos', 'file l x', 'write', /writes a link/],
  ['junos', 'file show ftp://192.0.2.1/x', 'dangerous', /another host/],
  ['junos', 'file frob', 'dangerous', /"frob" is not known after file/],
  ['junos', 'file LIST /var', 'dangerous', /in small letters/],
  ['frr', 'write', 'write', /configuration/],
  ['frr', 't 0', 'dangerous', /another host/],
  ['frr', 'conf t', 'write', /changes the configuration/],
  ['frr', 'pi 10.0.0.1', 'infinite', /never ends/],
  ['frr', 'p 10.0.0.1', 'dangerous', /path computation/],
];

describe('a line of keywords, shortened or in full', () => {
  it.each(allowedLines)('%s: allows %s', (platform, line, verdict) => {
    expect(shippedGuard.judge(line, platform, 'netops')).toMatchObject({ verdict, allowed: true });
  });

  it.each(refusedLines)('%s: refuses %j', (platform, line, verdict, reason) => {
    expect(shippedGuard.judge(line, platform, 'netops')).toEqual({
      verdict,
      allowed: false,
      reason: expect.stringMatching(reason),
    });
  });
});
