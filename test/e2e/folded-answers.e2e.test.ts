import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Group, runDocumentSchema } from '../../src/model/run-document.ts';
import { parseFaults } from '../../src/sim/fault.ts';
import type { Fleet } from '../../src/sim/fleet.ts';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { expand } from '../present/named-devices.ts';
import { builtMain, documentOf, ownEnvironment, rollcall } from '../support/built-command.ts';
import { connectStdio } from '../support/clients/modern.mjs';
import { textOf } from '../support/mcp-harness.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const count = 300;

async function open() {
  const home = temporaryFolder();
  const inventory = join(home, 'devices.yaml');
  const faults = parseFaults(['missing-neighbor=0.67']);
  const fleet = await startFleet({ count, variants: 4, routeReflectors: 6, faults, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  return { home, inventory, fleet };
}

async function overMcp(home: string, inventory: string, command: string) {
  const args = [builtMain, 'serve', '-i', inventory];
  const client = await connectStdio({ command: process.execPath, args, env: ownEnvironment(home) });
  onTestFinished(() => client.close());
  const result = await client.callTool('execute_command_batch', { devices: 'all', command });
  return { text: textOf(result), document: runDocumentSchema.parse(result.structuredContent) };
}

const namesOf = (groups: readonly Group[] = []): readonly string[] =>
  groups.flatMap(({ devices }) => expand(devices)).sort();

const namesIn = ({ devices }: Pick<Fleet, 'devices'>): readonly string[] => devices.map(({ name }) => name).sort();

const lackingIn = ({ devices }: Fleet): readonly string[] =>
  namesIn({ devices: devices.filter(({ fault }) => fault === 'missing-neighbor') });

describe('300 routers', () => {
  it('with 4 versions of 3 models: the folded answer of show version is short and names every router', async () => {
    const { home, inventory, fleet } = await open();
    const { text, document } = await overMcp(home, inventory, 'show version');
    expect(namesOf(document.groups)).toEqual(namesIn(fleet));
    expect(document.groups).toHaveLength(9);
    expect(text.length).toBeLessThan(6_000);
    expect(JSON.stringify(document).length).toBeLessThan(6_000);

    const printed = await rollcall(home, ['run', 'all', 'show version', '-i', inventory]);
    expect(printed).toMatchObject({ status: 0, stderr: '' });
    expect(printed.stdout.length).toBeLessThan(6_000);
  });

  it('of which two miss a neighbour: these come first, with a diff of the missing line, whatever the counters', async () => {
    const { home, inventory, fleet } = await open();
    const { text, document } = await overMcp(home, inventory, 'show bgp summary');
    expect(lackingIn(fleet)).toHaveLength(2);
    const outliers = document.groups?.slice(0, -1) ?? [];
    expect(namesOf(outliers)).toEqual(lackingIn(fleet));
    for (const { diff = '' } of outliers) {
      expect(diff).toMatch(/^-10\.255\.0\.\d/m);
      expect(diff).not.toMatch(/^[+]10\.255/m);
    }
    expect(document.groups?.at(-1)).toMatchObject({ count: count - 2, output: expect.stringContaining('10.255.0.1') });
    expect(namesOf(document.groups)).toEqual(namesIn(fleet));
    expect(text.split('\n---')[1]).toMatch(/^ (?:core|agg|edge)-.*\n~~~~\n@@/);
    expect(document.masked).toEqual(expect.arrayContaining(['counters', 'uptime']));

    const { run_id } = document;
    const readBack = documentOf(await rollcall(home, ['show', run_id, '--json', '-i', inventory]));
    const inOrder = [...(document.groups ?? [])].sort((a, b) => a.id - b.id);
    expect(readBack.groups?.map(({ devices, diff }) => [devices, diff])).toEqual(
      inOrder.map(({ devices, diff }) => [devices, diff]),
    );
    const bytes = documentOf(await rollcall(home, ['show', run_id, '--json', '--no-mask', '-i', inventory]));
    expect(bytes.groups?.length).toBeGreaterThan(250);
    const whose = await rollcall(home, ['show', run_id, '--view', 'diff', '-i', inventory]);
    expect(whose.stdout).toMatch(/^missing on (?:core|agg|edge)-.* \([12]\):\n(?: {2}.*\n)*? {2}10\.255\.0\.\d/m);
  });
});
