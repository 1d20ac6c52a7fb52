import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type NextCall, type RunDocument, runDocumentSchema } from '../../src/model/run-document.ts';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { builtMain, documentOf, ownEnvironment, rollcall } from '../support/built-command.ts';
import { connectStdio } from '../support/clients/modern.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

const facts =
  '"software-information"[0].{model: "product-model"[0].data, version: "junos-version"[0].data, host: "host-name"[0].data}';

async function fleetOf(count: number, faults: Parameters<typeof startFleet>[0]['faults'] = []) {
  const home = temporaryFolder();
  const inventory = join(home, 'devices.yaml');
  const fleet = await startFleet({ count, variants: 4, faults, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  return { home, inventory, names: fleet.devices.map(({ name }) => name) };
}

it('facts of 300 routers are one table, by one select', async () => {
  const { home, inventory, names } = await fleetOf(300);
  const args = ['run', 'all', 'show version', '--format', 'json', '--select', facts, '-i', inventory];
  const { status, stdout, stderr } = await rollcall(home, [...args, '--csv']);
  expect([status, stderr]).toEqual([0, '']);
  const [header, ...rows] = stdout.split('\r\n').slice(0, -1);
  expect(header).toBe('device,model,version,host');
  const cells = rows.map((row) => row.split(','));
  expect(cells.map(([device]) => device)).toEqual(names);
  expect(cells.map(([, , , host]) => host)).toEqual(names);
  expect(new Set(cells.map(([, , version]) => version)).size).toBe(4);
  expect(new Set(cells.map(([, model]) => model))).toEqual(new Set(['mx960', 'mx480', 'mx204']));

  const { stdout: runs } = await rollcall(home, ['runs', '--json']);
  const runId = /"run_id": ?"(\w+)"/.exec(runs)?.[1] ?? '';
  const table = await rollcall(home, ['show', runId, '--select', facts, '--view', 'table']);
  expect(table.stdout.split('\n').slice(1, -1)).toHaveLength(300);
  const folded = documentOf(await rollcall(home, ['show', runId, '--select', `${facts}.version`, '--json']));
  expect(folded.groups).toHaveLength(4);
  const ofXml = await rollcall(home, args.map((arg) => (arg === 'json' ? 'xml' : arg)).concat('--csv'));
  expect(ofXml).toMatchObject({ status: 0, stdout });
}, 60_000);

it('a router whose JSON is broken keeps its text, with the reason, among those with values', async () => {
  const { home, inventory } = await fleetOf(4, [{ kind: 'garbage', percent: 25 }]);
  const args = ['run', 'all', 'show version', '--format', 'json', '-i', inventory];
  const document = documentOf(await rollcall(home, [...args, '--json', '--view', 'per-device']));
  const [broken, ...others] = (document.results ?? []).filter(({ output_note }) => output_note !== undefined);
  expect(others).toEqual([]);
  expect(broken?.output_note).toMatch(/^no JSON: /);
  expect(broken?.output).toBeTruthy();
  const values = (document.results ?? []).filter(({ output_json }) => output_json !== undefined);
  expect(values).toHaveLength(3);
  expect(values[0]?.output_json).toHaveProperty('software-information');
  const table = await rollcall(home, [...args, '--select', facts, '--view', 'table']);
  expect(table.stdout).toContain(`\n${broken?.device}: no JSON: `);
});

it('a model picks fields of all routers, others of the same run later, and follows next to the end', async () => {
  const { home, inventory, names } = await fleetOf(40);
  const server = await connectStdio({
    command: process.execPath,
    args: [builtMain, 'serve', '-i', inventory],
    env: ownEnvironment(home),
  });
  onTestFinished(() => server.close());
  const call = async (name: string, args: Record<string, unknown>): Promise<RunDocument> =>
    runDocumentSchema.parse((await server.callTool(name, args)).structuredContent);

  const asked = { devices: 'all', command: 'show version', format: 'json' };
  const versions = await call('execute_command_batch', { ...asked, select: `${facts}.version` });
  expect(versions.truncated).toBeNull();
  const found = new Set(versions.groups?.map(({ output_json }) => output_json));
  expect(found.size).toBe(4);
  expect(versions.groups?.reduce((sum, { count }) => sum + count, 0)).toBe(40);

  const seen = new Map<string, unknown>();
  let next: NextCall | null = {
    tool: 'get_run',
    arguments: { run_id: versions.run_id, select: facts, view: 'per_device', max_chars: 2_000 },
  };
  let calls = 0;
  while (next !== null) {
    const { tool, arguments: args }: NextCall = next;
    expect([tool, args.select]).toEqual(['get_run', facts]);
    const page = await call(tool, args);
    for (const { device, output_json } of page.results ?? [])
      if (output_json !== undefined) seen.set(device, output_json);
    next = page.next;
    calls += 1;
  }
  expect([...seen.keys()]).toEqual(names);
  for (const [device, value] of seen) expect(value).toMatchObject({ host: device });
  expect(calls).toBeGreaterThan(2);

  const refused = await server.callTool('execute_command_batch', { ...asked, select: 'a[' });
  expect(refused.isError).toBe(true);
});
