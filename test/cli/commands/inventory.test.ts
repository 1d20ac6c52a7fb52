import { describe, expect, it } from 'vitest';
import type { Rollcall } from '../../../src/app/rollcall.ts';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import { Secret } from '../../../src/base/secret.ts';
import { failure } from '../../../src/model/failure.ts';
import { policySchema } from '../../../src/model/policy.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { sampleDevice } from '../../support/sample-device.ts';

const devices = ['r1', 'r2'].map((name) => sampleDevice(name, { host: '192.0.2.1', tags: { site: 'fra' } }));

describe('devices', () => {
  it('lists them, without credentials', async () => {
    const source = { from: 'plain', secret: new Secret('geheim') } as const;
    const cli = new FakeCli({ devices: [sampleDevice('r1', { auth: [{ method: 'password', source }] })] });
    expect(await cli.run('devices')).toBe(0);
    expect(cli.stdout.text).toContain('r1');
    expect(await cli.run('devices', '--json')).toBe(0);
    expect(cli.stdout.text).not.toContain('geheim');
  });

  it('--json prints one array and nothing else', async () => {
    const cli = new FakeCli({ devices });
    expect(await cli.run('devices', 'r2', '--json')).toBe(0);
    expect(JSON.parse(cli.stdout.text)).toMatchObject([{ name: 'r2', host: '192.0.2.1', tags: { site: 'fra' } }]);
  });

  it('names what the inventory does not have: 4, or 5 when that is all', async () => {
    const cli = new FakeCli({ devices });
    expect(await cli.run('devices', 'r1,r9')).toBe(4);
    expect(cli.stderr.text).toBe('rollcall: r9: not in the inventory; did you mean "r1"?\n');
    expect(await cli.run('devices', 'r9')).toBe(5);
  });
});

describe('trust', () => {
  it('prints a fingerprint for each device', async () => {
    const cli = new FakeCli({ devices });
    expect(await cli.run('trust', 'all')).toBe(0);
    expect(cli.stdout.text).toBe(
      'DEVICE  STATE    HOST KEY\nr1      trusted  SHA256:fake\nr2      trusted  SHA256:fake\n',
    );
    expect(cli.leftovers).toBe(0);
  });

  it('names what went wrong in its place', async () => {
    const cli = new FakeCli({ devices });
    cli.rollcall.trust = async ({ name }) => ({
      device: name,
      ok: name !== 'r1',
      detail: name === 'r1' ? 'refused' : 'SHA256:x',
    });
    expect(await cli.run('trust', 'r1,r2')).toBe(4);
    expect(cli.stdout.text).toBe('DEVICE  STATE    HOST KEY\nr1      failed   refused\nr2      trusted  SHA256:x\n');
    expect(await cli.run('trust', 'r9')).toBe(5);
  });
});

describe('doctor', () => {
  it('--retry-credentials lets refused passwords be tried again before it logs in', async () => {
    const cli = new FakeCli({ devices });
    cli.refusedLogins = 2;
    expect(await cli.run('doctor')).toBe(0);
    expect(cli.refusedLogins).toBe(2);
    expect(await cli.run('doctor', '--retry-credentials')).toBe(0);
    expect(cli.refusedLogins).toBe(0);
    expect(cli.stdout.text).toMatch(/ok +refused passwords +2 may be tried again/);
    await cli.run('doctor', '--retry-credentials');
    expect(cli.stdout.text).toMatch(/ok +refused passwords +none was held back/);
  });

  it('checks the machine, the inventory and each device', async () => {
    const cli = new FakeCli({ devices });
    expect(await cli.run('doctor')).toBe(0);
    for (const subject of ['node', 'settings', 'state folder', 'ssh agent', 'inventory', 'r1', 'r2']) {
      expect(cli.stdout.text).toMatch(new RegExp(`^ok +${subject}`, 'm'));
    }
    expect(cli.stdout.text).toContain('devices.yaml, 2 devices selected\n');
    await cli.run('doctor', 'r1');
    expect(cli.stdout.text).toContain('devices.yaml, 1 device selected\n');
    expect(cli.leftovers).toBe(0);
  });

  it('shows the policy, and rules for groups that nobody has; serve tells those too', async () => {
    const cli = new FakeCli({ devices, groups: new Map([['core', ['r1']]]) });
    await cli.run('doctor');
    expect(cli.stdout.text).toMatch(/ok +policy +none: what only reads runs/);
    const deny = [
      { command: 'show', groups: ['core', 'croe'] },
      { command: 'clear', groups: ['croe'] },
    ];
    cli.policy = policySchema.parse({ deny });
    cli.settings = { ...cli.settings, values: { ...cli.settings.values, policy: '/etc/policy.yaml' } };
    expect(await cli.run('doctor')).toBe(0);
    expect(cli.stdout.text).toMatch(/ok +policy +\/etc\/policy\.yaml: 2 to deny, 0 to allow/);
    const told = 'rules name groups that the inventory does not have: "croe"';
    expect(cli.stdout.text).toMatch(new RegExp(`warn +policy +${told}\n`));
    cli.serving.end();
    await cli.run('serve');
    expect(cli.stderr.text).toContain(told);
  });

  it('tells phase and hint of a device that fails', async () => {
    const cli = new FakeCli({ devices });
    cli.rollcall.checkDevice = async ({ name } = sampleDevice('')) =>
      name === 'r2'
        ? failure('auth_failed', 'no credential was accepted', { phase: 'auth', hint: 'check auth:' })
        : null;
    expect(await cli.run('doctor')).toBe(4);
    expect(cli.stdout.text).toMatch(
      /^fail +r2 +auth_failed \(auth\): no credential was accepted\n +hint: check auth:$/m,
    );
    cli.rollcall.checkDevice = async () => failure('unreachable', 'refused');
    expect(await cli.run('doctor')).toBe(5);
  });

  it('warns of a state folder that others may enter and of an agent that is not there', async () => {
    const cli = new FakeCli({ devices });
    cli.settings = { ...cli.settings, home: '/var/roll call' };
    cli.statuses.set('/var/roll call', { kind: 'folder', mode: 0o755, writable: true });
    cli.env.SSH_AUTH_SOCK = '/run/agent.sock';
    expect(await cli.run('doctor')).toBe(0);
    expect(cli.stdout.text).toContain(`open to others (755)`);
    expect(cli.stdout.text).toContain(`hint: chmod 700 '/var/roll call'`);
    expect(cli.stdout.text).toMatch(/^warn +ssh agent/m);
  });

  it.each([
    ['a file', '/srv/state', { kind: 'file', mode: 0o600, writable: true }, '/srv/state: it is no folder'],
    ['not writable', '/srv/state', { kind: 'folder', mode: 0o700, writable: false }, '/srv/state: it is not writable'],
    ['below a file', '/srv', { kind: 'file', mode: 0o600, writable: true }, '/srv/state: /srv is no folder'],
    ['not to be made', '/srv', { kind: 'folder', mode: 0o755, writable: false }, '/srv/state: /srv is not writable'],
  ] as const)('a state folder that is %s is a finding, exit 2', async (_what, path, status, detail) => {
    const cli = new FakeCli({ devices });
    cli.settings = { ...cli.settings, home: '/srv/state' };
    cli.statuses.set(path, status);
    expect(await cli.run('doctor')).toBe(2);
    expect(cli.stdout.text).toContain(`fail   state folder  ${detail}\n`);
    expect(cli.stdout.text).toContain('hint: set ROLLCALL_HOME to a folder that you may write\n');
    expect(cli.stdout.text).toMatch(/^ok +r2/m);
  });

  it('settings that cannot be read are a finding, exit 2', async () => {
    const cli = new FakeCli();
    cli.open = () =>
      Promise.reject(new RollcallError('bad_settings', 'handshakes: expected a number', { hint: 'see' }));
    expect(await cli.run('doctor')).toBe(2);
    expect(cli.stdout.text).toMatch(/^fail +settings +handshakes: expected a number\n +hint: see$/m);
    expect(cli.leftovers).toBe(0);
  });

  it('passes on warnings of the inventory', async () => {
    const cli = new FakeCli({ devices });
    const listing = await cli.rollcall.listDevices();
    cli.rollcall.listDevices = async () => ({ ...listing, warnings: ['holds a plain password'] });
    expect(await cli.run('doctor')).toBe(0);
    expect(cli.stdout.text).toMatch(/^warn +inventory +holds a plain password$/m);
  });

  it('a bad inventory is a finding, exit 2', async () => {
    const cli = new FakeCli();
    cli.rollcall.listDevices = () =>
      Promise.reject(
        new RollcallError('bad_inventory', 'devices.yaml:3: hots\ndevices.yaml:4: prot', { hint: 'host' }),
      );
    expect(await cli.run('doctor')).toBe(2);
    expect(cli.stdout.text).toMatch(/^fail +inventory +devices.yaml:3: hots\n +devices.yaml:4: prot\n +hint: host$/m);
  });

  it('Ctrl-C ends it with 130', async () => {
    const cli = new FakeCli({ devices });
    const checkDevice: Rollcall['checkDevice'] = (_device, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(failure('cancelled', 'cancelled')));
        queueMicrotask(() => cli.interrupt());
      });
    Object.assign(cli.rollcall, { checkDevice });
    const ended = cli.run('doctor', 'r1');
    expect(await ended).toBe(130);
    expect(cli.leftovers).toBe(0);
  });
});
