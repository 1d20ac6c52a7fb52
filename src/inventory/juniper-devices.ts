import { z } from 'zod';
import { expandPath } from '../base/expand-path.ts';
import type { Path } from '../base/path-text.ts';
import { Secret } from '../base/secret.ts';
import type { Tree } from '../base/yaml-file.ts';
import type { AuthMethod } from '../model/device.ts';
import type { DeviceFile } from './device-file.ts';
import { DeviceTable } from './device-table.ts';
import { choose, shape, text, userName, wholeNumber } from './fields.ts';
import type { InventoryContext } from './inventory-context.ts';
import { SshConfigFiles } from './ssh-config-files.ts';
import { mergeLayers, toDevice } from './to-device.ts';
import type { TreeReader } from './tree-reader.ts';

const types = '"password" or "ssh_key"';
const passwordAuth = shape({ type: z.literal('password', types), password: text('a password', /./s) });
const keyAuth = shape({ type: z.literal('ssh_key', types), private_key_path: text('a path') });
const noMap = z.never(`a map with the type ${types}`);

const juniperAuth = choose<z.infer<typeof passwordAuth> | z.infer<typeof keyAuth>>((value) => {
  if (!(value instanceof Map)) return noMap;
  const type: unknown = value.get('type');
  return type === 'password' || (type !== 'ssh_key' && value.has('password')) ? passwordAuth : keyAuth;
});

/** One entry of the `devices.json` of Juniper's junos-mcp-server; a `password` beside `auth` is its older form. */
const entrySchema = shape({
  ip: text('a host name or address'),
  port: wholeNumber(1, 65_535).optional(),
  username: userName().optional(),
  auth: juniperAuth.optional(),
  password: text('a password', /./s).optional(),
  ssh_config: text('a path').optional(),
});
type Entry = z.infer<typeof entrySchema>;

/** Whether this is that file: a map of devices of which at least one has an `ip`. */
export function isJuniperFile(root: ReadonlyMap<string, Tree>): boolean {
  return [...root.values()].some((value) => value instanceof Map && typeof value.get('ip') === 'string');
}

/** Reads it as it is. A device's `ssh_config` gives address, port and key where it has a word on them, as there. */
export async function readJuniperDevices(
  root: ReadonlyMap<string, Tree>,
  reader: TreeReader,
  context: InventoryContext,
): Promise<DeviceFile> {
  const table = new DeviceTable(reader);
  const plainSecrets: Path[] = [];
  const sshConfigs = new SshConfigFiles(context);
  for (const [name, value] of root) {
    const entry = reader.read(entrySchema, value, [name]);
    if (entry === null) continue;
    const secret = plainSecretPath(entry);
    if (secret !== null) plainSecrets.push([name, ...secret]);
    const found = await sshConfigs.hostOf(entry.ip, entry.ssh_config);
    if (found.problem !== null) reader.add([name, 'ssh_config'], found.problem);
    const username = entry.username ?? found.layer.username ?? context.localUser;
    if (username === null) {
      reader.add([name], 'expected a username: the system does not tell yours');
      continue;
    }
    const auth = ownAuth(entry, context) ?? found.layer.auth;
    const layer = mergeLayers([{ port: entry.port }, found.layer, { auth }]);
    table.add(toDevice({ name, host: found.host, username, groups: [] }, layer, context), [name], 'ip');
  }
  return { devices: table.devices, groups: new Map(), plainSecrets };
}

function plainSecretPath(entry: Entry): Path | null {
  if (entry.auth !== undefined) return entry.auth.type === 'password' ? ['auth', 'password'] : null;
  return entry.password === undefined ? null : ['password'];
}

function ownAuth({ auth, password }: Entry, context: InventoryContext): readonly AuthMethod[] | undefined {
  if (auth?.type === 'ssh_key') {
    const path = expandPath(auth.private_key_path, context.baseDir, context.homeDir);
    return [{ method: 'key', path, passphrase: null }];
  }
  const plain = auth?.password ?? password;
  return plain === undefined
    ? undefined
    : [{ method: 'password', source: { from: 'plain', secret: new Secret(plain) } }];
}
