import { describe, expect, it } from 'vitest';
import type { Device } from '../../src/model/device.ts';
import type { Job } from '../../src/model/plan.ts';
import type { PlatformName } from '../../src/model/platform-name.ts';
import { guardWith, shippedGuard } from '../support/shipped-guard.ts';

function job(name: string, lines: readonly string[], platform: PlatformName = 'junos', username = 'netops'): Job {
  const device: Device = {
    name,
    host: name,
    port: 22,
    platform,
    username,
    auth: [],
    hostKeys: 'strict',
    knownHosts: null,
    legacyAlgorithms: false,
    connectTimeoutMs: 1_000,
    commandTimeoutMs: 1_000,
    sessionLimit: 4,
    groups: [],
    tags: {},
  };
  return { device, commands: lines.map((line, index) => ({ index, text: line, label: null, line, timeoutMs: 1_000 })) };
}

describe('approve', () => {
  it('passes a plan whose every line is allowed, in order', () => {
    const jobs = [job('r2', ['show version', 'show configuration']), job('r1', ['show version', 'show configuration'])];
    const { plan, denials } = shippedGuard.approve({ jobs });
    expect(plan.jobs).toEqual(
      jobs.map((each) => ({
        ...each,
        commands: each.commands.map((command) => ({
          ...command,
          verdict: command.text === 'show version' ? 'read' : 'sensitive',
          mayChange: false,
        })),
      })),
    );
    expect(denials).toEqual([]);
  });

  it('leaves a device with one denied line out as a whole and says which line and why', () => {
    const lines = ['show version', 'request system reboot', 'show ip route | include x'];
    const { plan, denials } = shippedGuard.approve({ jobs: [job('mx', lines), job('ok', ['show version'])] });
    expect(plan.jobs.map((each) => each.device.name)).toEqual(['ok']);
    expect(denials.map(({ device, commandIndex }) => [device, commandIndex])).toEqual([
      ['mx', 1],
      ['mx', 2],
    ]);
    expect(denials[0]?.error).toEqual({
      code: 'approval_needed',
      message: expect.stringContaining('stops the device'),
      hint: 'the nearest form that passes is: show system reboot; to change something: start rollcall with --allow-changes, and a person has to approve it',
      phase: 'request',
    });
  });

  it('says of a line that the policy refuses that the policy does, and that nobody can approve it', () => {
    const policy = {
      deny: [{ command: 'show configuration', reason: 'ask the core team' }],
      verdicts: ['read' as const],
    };
    const terms = { token: null, changes: 'enabled', approvedHash: null } as const;
    const { denials } = guardWith(policy).approve(
      { jobs: [job('mx', ['show configuration', 'show log messages'])] },
      terms,
    );
    expect(denials.map(({ error }) => [error.message.slice(0, 17), error.hint?.slice(0, 45)])).toEqual([
      ['ask the core team', 'the policy refuses it, and nobody can approve'],
      ['the policy lets n', 'the policy refuses it, and nobody can approve'],
    ]);
  });

  it('says that the policy lets nobody approve changes, and of what nobody knows that it may be misspelt', () => {
    const terms = { token: null, changes: 'enabled', approvedHash: null } as const;
    const jobs = [job('mx', ['clear bgp neighbor all', 'shwo version'])];
    const hints = (changes: 'write'[] | ['write', 'dangerous']) =>
      guardWith({ changes })
        .approve({ jobs }, terms)
        .denials.map(({ error }) => error.hint?.slice(0, 20));
    expect(hints(['write'])).toEqual(['the policy refuses i', 'the policy refuses i']);
    expect(hints(['write', 'dangerous'])).toEqual(['a person has to appr', 'check the spelling; ']);
  });

  it('judges the line, not the text that was asked', () => {
    const asked = job('r1', ['request system reboot']);
    const commands = asked.commands.map((command) => ({ ...command, text: 'show version' }));
    expect(shippedGuard.approve({ jobs: [{ ...asked, commands }] }).plan.jobs).toEqual([]);
  });

  it('judges each platform and login by its own rules', () => {
    const line = 'show interfaces | include up';
    const { plan, denials } = shippedGuard.approve({
      jobs: [job('frr1', [line], 'frr'), job('mx1', [line]), job('lx1', [line], 'linux'), job('eos1', [line], 'eos')],
    });
    expect(plan.jobs.map((each) => each.device.name)).toEqual(['frr1', 'eos1']);
    expect(denials.map((each) => each.device)).toEqual(['mx1', 'lx1']);
    const rooted = shippedGuard.approve({
      jobs: [job('a', ['show version']), job('b', ['show version'], 'junos', 'root')],
    });
    expect(rooted.plan.jobs.map((each) => each.device.name)).toEqual(['a']);
  });

  it('names no device in its messages, so that equal denials fold', () => {
    const { denials } = shippedGuard.approve({ jobs: [job('secret-name', ['reboot'])] });
    expect(JSON.stringify(denials[0]?.error)).not.toContain('secret-name');
  });
});
