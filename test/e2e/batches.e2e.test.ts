import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerChannel } from 'ssh2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { documentOf, rollcall, serveHttp } from '../support/built-command.ts';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { startMockSshServer } from '../support/mock-ssh-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Two routers behind one server: what is held answers when it is let go, the rest at once, with stderr and exit status. */
async function routers() {
  const held: ServerChannel[] = [];
  const server = await startMockSshServer({
    onExec(command, channel) {
      const answer = (): void => {
        channel.write(`answer to ${command}\n`);
        if (command.includes('alarms')) channel.stderr.write('no license for alarms\n');
        channel.exit(command.includes('alarms') ? 3 : 0);
        channel.end();
      };
      if (!command.includes('uptime')) return answer();
      held.push(channel);
    },
  });
  const home = temporaryFolder();
  const inventory = join(home, 'devices.yaml');
  const device = { host: '127.0.0.1', port: server.port, username: 'netops', auth: [{ password: 'right' }] };
  const devices = { r1: device, r2: device };
  writeFileSync(inventory, JSON.stringify({ devices }), {
    mode: 0o600,
  });
  const letGo = (): void => {
    for (const channel of [...held]) {
      channel.write('up 3 days\n');
      channel.exit(0);
      channel.end();
    }
  };
  const ended = (): readonly string[] => server.connections.flatMap(({ signals }) => signals);
  return { home, inventory, held, letGo, ended };
}

const batch = [
  { label: 'version', command: 'show version' },
  { label: 'alarms', command: 'show chassis alarms' },
];

describe.each([
  ['2025-11-25', oldEra],
  ['2026-07-28', modern],
])('batches over MCP %s', (_era, driver) => {
  async function served() {
    const fleet = await routers();
    const url = await serveHttp(fleet.home, ['--inventory', fleet.inventory]);
    const connect = async () => {
      const client = await driver.connectHttp(url);
      onTestFinished(() => client.close());
      const call = async (tool: string, args: Record<string, unknown>) => {
        const { isError, content, structuredContent } = await client.callTool(tool, args);
        if (isError) throw new Error(JSON.stringify(content));
        return structuredContent ?? {};
      };
      const start = async (command: unknown): Promise<string> =>
        String((await call('execute_command_batch', { devices: 'all', command, wait_s: 0 })).run_id);
      return { client, call, start };
    };
    return { ...fleet, connect };
  }

  it('labelled commands on one connection: output, stderr and exit status by label', async () => {
    const { call } = await (await served()).connect();
    const answer = await call('execute_command_batch', { devices: 'all', command: batch, view: 'per_device' });
    expect(answer.results).toMatchObject(
      ['r1', 'r2'].flatMap((device) => [
        { device, label: 'version', outcome: 'ok', exit_status: 0, connection: 'new' },
        { device, label: 'alarms', exit_status: 3, stderr: 'no license for alarms\n', connection: 'reused' },
      ]),
    );
    const args = { run_id: answer.run_id, device: 'r2', command: 'alarms' };
    expect(await call('get_output', args)).toMatchObject({
      label: 'alarms',
      output: 'answer to show chassis alarms\n',
      stderr: 'no license for alarms\n',
      exit_status: 3,
    });
  });

  it('fork and join: several started at once, one get_run waits for all', async () => {
    const { connect, held, letGo } = await served();
    const { call, start } = await connect();
    const runs = [await start('show system uptime'), await start(batch)];
    const joined = call('get_run', { run_id: runs, wait_s: 30 });
    await expect.poll(() => held.length, { timeout: 20_000 }).toBe(2);
    letGo();
    expect((await joined).runs).toMatchObject([
      { run_id: runs[0], state: 'finished', summary: { succeeded: 2 } },
      { run_id: runs[1], state: 'finished', summary: { total: 4 } },
    ]);
  });

  it('fire and forget: found and read by another client later', async () => {
    const { connect } = await served();
    const first = await connect();
    const run = await first.start('show version');
    await first.client.close();
    const { call } = await connect();
    expect((await call('list_runs', { device: 'r1' })).runs).toMatchObject([{ run_id: run }]);
    expect(await call('get_run', { run_id: run })).toMatchObject({ state: 'finished', summary: { succeeded: 2 } });
  });

  it('early start, late wait: other work between, what is there without waiting, then the end', async () => {
    const { connect, held, letGo } = await served();
    const { call, start } = await connect();
    const run = await start('show system uptime');
    const between = await call('execute_command_batch', { devices: 'all', command: 'show version' });
    expect(between).toMatchObject({ state: 'finished', summary: { succeeded: 2 } });
    await expect.poll(() => held.length, { timeout: 20_000 }).toBe(2);
    expect(await call('get_run', { run_id: run, wait_s: 0 })).toMatchObject({ state: 'running', pending: 'r[1-2]' });
    letGo();
    expect(await call('get_run', { run_id: run })).toMatchObject({ state: 'finished', summary: { succeeded: 2 } });
  });

  it('cancel_run ends it on the devices, and cancelling twice harms nothing', async () => {
    const { connect, held, ended } = await served();
    const { call, start } = await connect();
    const run = await start('show system uptime');
    await expect.poll(() => held.length, { timeout: 20_000 }).toBe(2);
    expect(await call('cancel_run', { run_id: run })).toMatchObject({ result: 'cancelled' });
    await expect.poll(ended, { timeout: 20_000 }).toEqual(['TERM', 'TERM']);
    expect(await call('get_run', { run_id: run })).toMatchObject({ state: 'cancelled' });
    expect(await call('cancel_run', { run_id: run })).toMatchObject({ result: 'ended' });
  });
});

it('labelled commands on the command line: output, stderr and exit status by label, then and later', async () => {
  const { home, inventory } = await routers();
  const commands = batch.flatMap(({ label, command }) => [command, '--label', label]);
  const ran = documentOf(await rollcall(home, ['run', 'r1', ...commands, '--json', '-i', inventory]));
  expect(ran.results).toMatchObject([
    { label: 'version', exit_status: 0 },
    { label: 'alarms', exit_status: 3, stderr: 'no license for alarms\n' },
  ]);
  const shown = await rollcall(home, ['show', ran.run_id, '--device', 'r1', '--command', 'alarms']);
  expect(shown.stdout).toBe('answer to show chassis alarms\n');
  expect(shown.stderr).toContain('no license for alarms\n');
});
