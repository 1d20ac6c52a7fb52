import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab.ts';

/** Inventory keys as in the inventory file, put over what every router of the lab has. */
export type DeviceKeys = Readonly<Record<string, unknown>>;

/**
 * Writes an inventory of the whole lab (`r1`, `r2`, …) into `folder` and returns its path. Key login and first-use host
 * keys unless `all` says otherwise; `single` changes one router. It is JSON, which is YAML too.
 */
export function writeLabInventory(
  lab: Lab,
  folder: string,
  all: DeviceKeys = {},
  single: Readonly<Record<string, DeviceKeys>> = {},
): string {
  const devices = Object.fromEntries(
    lab.routers.map((router) => [`r${router}`, { host: '127.0.0.1', port: lab.port(router), ...single[`r${router}`] }]),
  );
  const defaults = {
    platform: 'frr',
    username: lab.user,
    auth: [{ key: lab.keyFile }],
    host_keys: 'accept-new',
    timeouts: { connect_s: 5, command_s: 10 },
    ...all,
  };
  const file = join(folder, 'devices.yaml');
  writeFileSync(file, JSON.stringify({ defaults, devices }, null, 2), { mode: 0o600 });
  return file;
}
