import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeFiles } from '../../src/cli/node-files.ts';
import { composeRooms } from '../../src/compose.ts';
import { createMcpFactory } from '../../src/mcp/create-mcp-factory.ts';
import { serveMcpHttp } from '../../src/mcp/serve-http.ts';
import type { Masker } from '../../src/model/masker.ts';
import { type Group, runDocumentSchema } from '../../src/model/run-document.ts';
import { parseFaults } from '../../src/sim/fault.ts';
import type { Fleet } from '../../src/sim/fleet.ts';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { expand } from '../present/named-devices.ts';
import { connectHttp } from '../support/clients/modern.mjs';
import { FakeCli } from '../support/fake-cli-parts.ts';
import { textOf } from '../support/mcp-harness.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tokenStoreIn } from '../support/token-store-in.ts';

const count = 300;

/** The router's own name, and of `show bgp summary` the counters and the uptime of each neighbour. */
const masker: Masker = (output, { device }) => {
  const text = output
    .replaceAll(device, '<own name>')
    .replace(/^(\d\S* +\d+) +\d+ +\d+ +\d+ +\d+ +\S+(?: \S+)?(?= [A-Z])/gm, '$1 <counters> <uptime>');
  return { text, masks: text === output ? [] : ['counters'] };
};

/** 300 routers over real SSH, the command line and the MCP server over them. */
async function open() {
  const folder = temporaryFolder();
  const fleet: Fleet = await startFleet({
    count,
    variants: 4,
    routeReflectors: 6,
    faults: parseFaults(['missing-neighbor=0.67']),
    inventoryOut: join(folder, 'devices.yaml'),
  });
  onTestFinished(() => fleet.close());
  const cli = new FakeCli();
  cli.env.ROLLCALL_HOME = join(folder, 'state');
  cli.env.ROLLCALL_INVENTORY = join(folder, 'devices.yaml');
  const rooms = composeRooms(cli);
  Object.assign(cli, rooms, {
    files: nodeFiles,
    open: async (...args: Parameters<typeof rooms.open>) => ({
      ...(await rooms.open(...args)),
      masker: async () => masker,
    }),
  });
  return { folder, fleet, cli };
}

async function overMcp(cli: FakeCli, folder: string, args: Record<string, unknown>) {
  const opened = await cli.open({}, 'serve');
  const factory = createMcpFactory({
    rollcall: opened.rollcall,
    settings: { ...opened.settings.values, changes: false },
    masker: await opened.masker(),
    version: '0.0.0-test',
    surface: 'mcp-http',
    clock: cli.clock,
    logger: silentLogger,
  });
  const tokens = tokenStoreIn(cli.clock, folder);
  const serving = await serveMcpHttp(factory, {
    host: '127.0.0.1',
    port: 0,
    logger: silentLogger,
    clock: cli.clock,
    tokens,
    recordAccess: () => {},
  });
  const client = await connectHttp(serving.url);
  const result = await client.callTool('execute_command_batch', args);
  await client.close();
  await serving.close();
  await opened.close();
  return { text: textOf(result), document: runDocumentSchema.parse(result.structuredContent) };
}

const namesOf = (groups: readonly Group[] = []): readonly string[] =>
  groups.flatMap(({ devices }) => expand(devices)).sort();

const namesIn = ({ devices }: Pick<Fleet, 'devices'>): readonly string[] => devices.map(({ name }) => name).sort();

const lackingIn = ({ devices }: Fleet): readonly string[] =>
  namesIn({ devices: devices.filter(({ fault }) => fault === 'missing-neighbor') });

describe('300 routers', () => {
  it('with 4 versions: the folded answer of show version is short and names every router', async () => {
    const { cli, folder, fleet } = await open();
    const { text, document } = await overMcp(cli, folder, { devices: 'all', command: 'show version' });
    expect(namesOf(document.groups)).toEqual(namesIn(fleet));
    expect(document.groups?.length).toBeGreaterThanOrEqual(4);
    expect(text.length).toBeLessThan(6_000);
    expect(JSON.stringify(document).length).toBeLessThan(7_000);

    cli.stdout.writes.length = 0;
    expect(await cli.run('run', 'all', 'show version')).toBe(0);
    expect(cli.stdout.text.length).toBeLessThan(7_000);
  });

  it('of which two miss a neighbour: these come first, with a diff of the missing line, whatever the counters', async () => {
    const { cli, folder, fleet } = await open();
    const { text, document } = await overMcp(cli, folder, { devices: 'all', command: 'show bgp summary' });
    expect(lackingIn(fleet)).toHaveLength(2);
    const outliers = document.groups?.slice(0, -1) ?? [];
    expect(namesOf(outliers)).toEqual(lackingIn(fleet));
    for (const { diff = '' } of outliers) {
      expect(diff).toMatch(/^-10\.255\.0\.\d/m);
      expect(diff.match(/^[+]10\.255/gm)).toBeNull();
    }
    expect(document.groups?.at(-1)).toMatchObject({ count: count - 2, output: expect.stringContaining('10.255.0.1') });
    expect(namesOf(document.groups)).toEqual(namesIn(fleet));
    expect(text.split('\n---')[1]).toMatch(/^ (?:core|agg|edge)-.*\n~~~~\n@@/);
    expect(document.masked).toEqual(['counters']);
  });
});
