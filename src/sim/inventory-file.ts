import { readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isSystemError } from '../base/is-system-error.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Secret } from '../base/secret.ts';
import { type Member, roles } from './topology.ts';

const firstLine = '# Written by `rollcall sim`; its devices live as long as it runs.';

export interface InventoryEntry {
  readonly member: Member;
  readonly model: string;
  readonly host: string;
  readonly port: number;
  /** Public host key, `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
}

/**
 * Writes an inventory of the fleet, and beside it a password file and a known_hosts with every device's host key; all
 * 0600. Replaces only what a simulated fleet wrote before. Returns the inventory's absolute path.
 */
export async function writeInventory(
  file: string,
  username: string,
  password: Secret,
  entries: readonly InventoryEntry[],
): Promise<string> {
  const path = resolve(file);
  const passwordPath = `${path}.password`;
  const knownHostsPath = `${path}.known_hosts`;
  await refuseForeign(path);
  await writePrivate(passwordPath, `${password.reveal()}\n`);
  await writePrivate(
    knownHostsPath,
    entries.map(({ host, port, hostKey }) => `[${host}]:${port} ${hostKey}\n`).join(''),
  );
  await writePrivate(path, inventoryText(username, passwordPath, knownHostsPath, entries));
  return path;
}

/** JSON strings are YAML strings, so everything that is not ours is quoted as JSON. */
function inventoryText(
  username: string,
  passwordPath: string,
  knownHostsPath: string,
  entries: readonly InventoryEntry[],
): string {
  const used = roles.filter((role) => entries.some(({ member }) => member.role === role));
  return [
    firstLine,
    'defaults:',
    '  platform: junos',
    `  username: ${JSON.stringify(username)}`,
    '  auth:',
    `    - password: { file: ${JSON.stringify(passwordPath)} }`,
    '  host_keys: strict',
    `  known_hosts: ${JSON.stringify(knownHostsPath)}`,
    'groups:',
    ...used.map((role) => `  ${role}: { tags: { role: ${role} } }`),
    'devices:',
    ...entries.map(
      ({ member, model, host, port }) =>
        `  ${member.name}: { host: ${host}, port: ${port}, groups: [${member.role}], tags: { site: ${member.site}, model: ${model} } }`,
    ),
    '',
  ].join('\n');
}

async function refuseForeign(path: string): Promise<void> {
  const present = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return null;
    throw unwritable(path, error);
  });
  if (present === null || present.startsWith(firstLine)) return;
  throw new RollcallError('bad_request', `${path} exists and was not written by a simulated fleet`, {
    hint: 'name a file that does not exist yet',
  });
}

async function writePrivate(path: string, text: string): Promise<void> {
  try {
    await rm(path, { force: true });
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, cause: unknown): RollcallError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new RollcallError('bad_request', `cannot write ${path} (${code})`, {
    hint: 'name a file in a folder you may write',
    cause,
  });
}
