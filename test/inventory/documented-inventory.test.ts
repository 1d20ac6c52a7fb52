import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { groupSchema } from '../../src/inventory/layer-schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { device, inventoryOf, sourceIn } from './support/inventory-of.ts';

const root = join(import.meta.dirname, '../..');
const docs = readFileSync(join(root, 'docs/inventory.md'), 'utf8');

it('devices.example.yaml is a good inventory, also where it is found in the working folder', async () => {
  const folder = temporaryFolder();
  copyFileSync(join(root, 'devices.example.yaml'), join(folder, 'devices.yaml'));
  const inventory = await sourceIn(folder).current();
  expect(inventory.warnings).toEqual([]);
  expect(inventory.devices.size).toBe(43);
  expect(device(inventory, 'edge-r40.lon')).toMatchObject({
    host: '198.51.100.40',
    tags: { role: 'edge', site: 'lon' },
  });
});

it.each([...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? ''))(
  'docs/inventory.md: %j',
  async (text) => {
    expect((await inventoryOf(text)).devices.size).toBeGreaterThan(0);
  },
);

it('docs/inventory.md names the defaults that are in effect', async () => {
  const found = device(await inventoryOf('devices: { a: }'), 'a');
  const rows = Object.fromEntries(
    [...docs.matchAll(/^\| `([a-z_: ]+)` \| `?([^`|]*?)`? \|/gm)].map(([, key, value]) => [key, value]),
  );
  expect(rows).toMatchObject({
    platform: found.platform,
    port: String(found.port),
    host_keys: found.hostKeys,
    known_hosts: '~/.ssh/known_hosts',
    legacy_algorithms: String(found.legacyAlgorithms),
    'timeouts: connect_s': String(found.connectTimeoutMs / 1_000),
    'timeouts: command_s': String(found.commandTimeoutMs / 1_000),
    'limits: sessions': String(found.sessionLimit),
  });
});

it('docs/inventory.md names every key', () => {
  const refused = groupSchema.safeParse(new Map([['?', null]]));
  const keys = refused.error?.issues[0]?.message.split(', ') ?? [];
  expect(keys).toContain('platform');
  for (const key of [...keys, 'host', 'groups', 'via']) expect(docs).toContain(`\`${key}`);
});
