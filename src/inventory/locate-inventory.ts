import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { expandPath } from '../base/expand-path.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { shellWord } from '../base/shell-word.ts';

export interface InventoryLookup {
  /** The file that was asked for (flag or settings); null: look it up. */
  readonly path: string | null;
  /** An OpenSSH client configuration to use as the inventory instead. */
  readonly sshConfig?: string | null | undefined;
  /** `serve` does not look into the working folder: that is the MCP client's. */
  readonly purpose: 'cli' | 'serve';
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly homeDir: string;
}

export interface LocatedInventory {
  readonly path: string;
  readonly form: 'devices' | 'ssh-config';
  /** False for a file that nobody named: it may have come with a checkout or a download. */
  readonly named: boolean;
}

/** The inventory's file in the order of contract §2; throws `bad_inventory` saying where it was looked for. */
export async function locateInventory(lookup: InventoryLookup): Promise<LocatedInventory> {
  const { path, env, cwd, homeDir, sshConfig } = lookup;
  if (path === '' || sshConfig === '') {
    throw new RollcallError(
      'bad_inventory',
      `the path of the ${path === '' ? 'inventory' : 'SSH configuration'} is empty`,
      {
        hint: 'name a file with --inventory FILE or --ssh-config FILE, or leave the flag out',
        phase: 'request',
      },
    );
  }
  if (sshConfig != null) {
    if (path !== null) {
      throw new RollcallError('bad_inventory', 'an inventory file and an SSH configuration were both given', {
        hint: 'use either --inventory FILE or --ssh-config FILE',
        phase: 'request',
      });
    }
    return { path: expandPath(sshConfig, cwd, homeDir), form: 'ssh-config', named: true };
  }
  if (path !== null) return { path: expandPath(path, cwd, homeDir), form: 'devices', named: true };
  const own = join(configFolder(env, homeDir), 'rollcall', 'devices.yaml');
  const here = join(cwd, 'devices.yaml');
  if (lookup.purpose === 'cli' && (await exists(here))) return { path: here, form: 'devices', named: false };
  if (await exists(own)) return { path: own, form: 'devices', named: true };
  const places = lookup.purpose === 'cli' ? [here, own] : [own];
  throw new RollcallError('bad_inventory', `no inventory found: looked for ${places.join(' and ')}`, {
    hint: `name one with --inventory FILE or ROLLCALL_INVENTORY, or start from the example: cp devices.example.yaml ${shellWord(own)}`,
    phase: 'request',
  });
}

/** A path as messages show it: short inside the working folder, otherwise whole. */
export function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}

/** XDG Base Directory Specification: a relative `$XDG_CONFIG_HOME` is invalid and ignored. */
function configFolder(env: InventoryLookup['env'], homeDir: string): string {
  const folder = env.XDG_CONFIG_HOME ?? '';
  return isAbsolute(folder) ? folder : join(homeDir, '.config');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
