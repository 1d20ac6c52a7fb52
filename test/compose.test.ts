import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../src/cli/node-files.ts';
import { composeRooms } from '../src/compose.ts';
import { FakeCli } from './support/fake-cli-parts.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** The command line over the real rooms; settings and state only in a folder of its own. */
function composed() {
  const folder = temporaryFolder();
  const cli = new FakeCli();
  cli.env.XDG_CONFIG_HOME = join(folder, 'config');
  cli.env.ROLLCALL_HOME = join(folder, 'state');
  Object.assign(cli, composeRooms(cli), { files: nodeFiles });
  return { cli, folder, home: cli.env.ROLLCALL_HOME };
}

/** One device that is refused at once: nothing listens on port 1. */
function inventoryIn(folder: string): string {
  const path = join(folder, 'devices.yaml');
  const login = 'username: netops, auth: [{ password: { env: NOT_SET } }]';
  writeFileSync(path, `devices: { r1: { host: 127.0.0.1, port: 1, ${login} } }\n`);
  return path;
}

describe('the state folder', () => {
  it('is not needed nor made by check, which needs no inventory either', async () => {
    const { cli, folder } = composed();
    expect(await cli.run('check', 'show version')).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, 'state'), '');
    expect(await cli.run('check', 'request system reboot')).toBe(3);
    expect(cli.stderr.text).toBe('');
  });

  it('is made with the first run, for its owner alone', async () => {
    const { cli, folder, home } = composed();
    const inventory = inventoryIn(folder);
    expect(await cli.run('devices', '-i', inventory)).toBe(0);
    expect(await cli.run('runs', '-i', inventory)).toBe(0);
    expect(existsSync(home)).toBe(false);
    expect(await cli.run('run', 'r1', 'show version', '-i', inventory)).toBe(5);
    expect(await nodeFiles.status(home)).toMatchObject({ kind: 'folder', mode: 0o700 });
  });

  it('that is a file ends a run before anything is sent, with exit 2', async () => {
    const { cli, folder, home } = composed();
    const inventory = inventoryIn(folder);
    writeFileSync(home, '');
    expect(await cli.run('run', 'r1', 'show version', '-i', inventory)).toBe(2);
    expect(cli.stdout.text).toBe('');
    expect(cli.stderr.text).toMatch(/^rollcall: the state folder .+ cannot be used: .+\n {2}hint: .*ROLLCALL_HOME/m);
    expect(cli.stderr.text.match(/the audit log cannot be written/g)).toHaveLength(1);
  });

  it('that is a file is a row of doctor beside all the others, with exit 2', async () => {
    const { cli, folder, home } = composed();
    const inventory = inventoryIn(folder);
    writeFileSync(home, '');
    expect(await cli.run('doctor', '-i', inventory)).toBe(2);
    expect(cli.stdout.text).toContain(`fail   state folder  ${home}: it is no folder\n`);
    expect(cli.stdout.text).toMatch(/^ok +inventory/m);
    expect(cli.stdout.text).toMatch(/^fail +r1/m);
    expect(cli.stderr.text).toBe('');
  });

  it('below a file is a row too', async () => {
    const { cli, folder } = composed();
    const inventory = inventoryIn(folder);
    cli.env.ROLLCALL_HOME = join(inventory, 'state');
    expect(await cli.run('doctor', '-i', inventory)).toBe(2);
    expect(cli.stdout.text).toContain(`${inventory}/state: a part of its path is no folder\n`);
  });

  it('is checked before a server starts', async () => {
    const { cli, folder, home } = composed();
    const inventory = inventoryIn(folder);
    writeFileSync(home, '');
    expect(await cli.run('serve', '-i', inventory)).toBe(2);
    expect(cli.stderr.text).toContain(`the state folder ${home} cannot be used`);
  });
});

describe('the audit log', () => {
  it('is written by the command line, shown, and verified', async () => {
    const { cli, folder, home } = composed();
    const inventory = inventoryIn(folder);
    expect(await cli.run('audit', 'verify')).toBe(0);
    expect(cli.stderr.text).toBe('there is no audit log yet\n');
    await cli.run('run', 'r1', 'show version', '-i', inventory);
    await cli.run('run', 'r[', 'show version', '-i', inventory);
    cli.stdout.writes.length = 0;
    expect(await cli.run('audit', 'show', '--json')).toBe(0);
    const entries = cli.stdout.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries.map(({ event }) => event.type)).toEqual(['run-started', 'run-finished', 'refused']);
    expect(entries.map(({ caller }) => caller)).toEqual(
      entries.map(() => ({ surface: 'cli', client: null, token: null, user: userInfo().username })),
    );
    expect(await cli.run('audit', 'verify')).toBe(0);
    const logs = join(home, 'audit');
    const [log = ''] = readdirSync(logs).filter((name) => name.endsWith('.jsonl'));
    const text = readFileSync(join(logs, log), 'utf8');
    writeFileSync(join(logs, log), text.replace('show version', 'show versiom'));
    cli.stdout.writes.length = 0;
    expect(await cli.run('audit', 'verify')).toBe(4);
    expect(cli.stdout.text).toMatch(new RegExp(`^broken +2 +${log} +line 2 does not follow from line 1`, 'm'));
  });

  it('that is required and cannot be written ends a run with exit 2, before any history', async () => {
    const { cli, folder, home } = composed();
    const inventory = inventoryIn(folder);
    cli.env.ROLLCALL_AUDIT = 'required';
    mkdirSync(home);
    writeFileSync(join(home, 'audit'), '');
    expect(await cli.run('run', 'r1', 'show version', '-i', inventory)).toBe(2);
    expect(cli.stderr.text).toMatch(/^rollcall: the audit log cannot be written: .+\n {2}hint: .*ROLLCALL_HOME/m);
    expect(readdirSync(home)).not.toContain('runs');
  });
});
