import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { builtMain, documentOf, ownEnvironment, rollcall } from '../support/built-command.ts';
import { connectStdio } from '../support/clients/modern.mjs';
import { everythingIn } from '../support/everything-in.ts';
import { fleetWithSecrets } from '../support/fleet-with-secrets.ts';

const commands = ['show configuration', 'show configuration | display set', 'show configuration | match "secret"'];

describe('secrets in a configuration', () => {
  it('are in nothing that the command line prints or keeps', async () => {
    const { home, inventory, secrets } = await fleetWithSecrets();
    const outputs = join(home, 'outputs');
    const run = (...args: string[]) => rollcall(home, ['run', 'all', ...commands, '-i', inventory, ...args]);
    const text = await run('--output-dir', outputs);
    const json = await run('--json');
    const events = await run('--jsonl');
    const [runFolder = ''] = readdirSync(join(home, 'state', 'runs'));
    const shown = await rollcall(home, ['show', runFolder, '--json']);
    for (const { status, stdout } of [text, json, events, shown]) {
      expect(status).toBe(0);
      expect(stdout).toContain('<secret:');
    }
    const all = [text, json, events, shown].map(({ stdout, stderr }) => stdout + stderr).join('\n');
    const kept = everythingIn(join(home, 'state')) + everythingIn(outputs);
    expect(kept).toContain('<secret:');
    for (const secret of secrets) expect((all + kept).includes(secret)).toBe(false);

    // The routers share their RADIUS secret, in every form; their passwords differ.
    const results = documentOf(await run('--json', '--view', 'per-device')).results ?? [];
    const marks = (pattern: RegExp) =>
      new Set(results.flatMap(({ output = '' }) => [...output.matchAll(pattern)].map(([, mark]) => mark)));
    expect(marks(/ secret "(<secret:\w{6}>)"/g).size).toBe(1);
    expect(marks(/community (<secret:\w{6}>) /g).size).toBe(1);
    expect(marks(/encrypted-password "(<secret:\w{6}>)"/g).size).toBe(2);
    // What was asked for is no secret.
    expect(results.some(({ command }) => command === 'show configuration | match "secret"')).toBe(true);
  });

  it("are found by rules of one's own too; broken ones are told at once, with their place", async () => {
    const { home, inventory, secrets } = await fleetWithSecrets();
    const own = join(home, 'own.yaml');
    const run = (...args: string[]) => rollcall(home, args, { env: { ROLLCALL_REDACTION: own } });
    writeFileSync(own, "rules:\n  - name: mine\n    near: [Hostname]\n    pattern: 'Hostname: (?P<secret>\\S+)'\n");
    const [version, configuration] = [
      await run('run', 'all', 'show version', '-i', inventory),
      await run('run', 'all', 'show configuration', '-i', inventory),
    ];
    expect(version.stdout).toMatch(/Hostname: <secret:\w{6}>/);
    expect(configuration.stdout).toContain('<secret:');
    for (const secret of secrets) expect(configuration.stdout.includes(secret)).toBe(false);
    for (const [text, place] of [
      ['rules:\n  - name: mine\n    word: [x]\n', ':2: rules[0]'],
      ["rules:\n\n  - name: mine\n    near: [x]\n    pattern: '(?P<secret>x'\n", ':3: redaction rule "mine": '],
      ["rules:\n  - name: mine\n    near: [x]\n    pattern: '(?P<secret>x)(?=y)'\n", ':2: redaction rule "mine": '],
    ] as const) {
      writeFileSync(own, text);
      for (const args of [
        ['run', 'all', 'show version', '-i', inventory],
        ['serve', '-i', inventory],
      ]) {
        const { status, stdout, stderr } = await run(...args);
        expect([status, stdout]).toEqual([2, '']);
        expect(stderr).toContain(`${own}${place}`);
      }
    }
  });

  it('are in no answer of the MCP server', async () => {
    const { home, inventory, secrets, device } = await fleetWithSecrets();
    const client = await connectStdio({
      command: process.execPath,
      args: [builtMain, 'serve', '-i', inventory],
      env: ownEnvironment(home),
    });
    onTestFinished(() => client.close());
    const batch = await client.callTool('execute_command_batch', { devices: 'all', command: commands });
    const runId = String(batch.structuredContent?.run_id);
    const answers = [
      batch,
      await client.callTool('get_run', { run_id: runId, view: 'per_device' }),
      await client.callTool('get_output', {
        run_id: runId,
        device,
        command: commands[0],
      }),
      await client.callTool('list_runs', {}),
    ];
    for (const { isError } of answers) expect(isError ?? false).toBe(false);
    const said = JSON.stringify(answers);
    expect(said).toContain('<secret:');
    for (const secret of secrets) expect(said.includes(secret)).toBe(false);
    expect(batch.content[0]?.text).toMatch(/\n~~~~\n## Last commit/);
  });
});
