import type { Device } from '../model/device.ts';
import { type TableOptions, textTable } from './text-table.ts';

/** One line a device for `rollcall devices`, in the order given. */
export function deviceTable(devices: readonly Device[], options: TableOptions = {}): string {
  const rows = devices.map(({ name, host, port, platform, username, groups, tags }) => [
    name,
    address(host, port),
    platform,
    username,
    groups.join(','),
    Object.entries(tags)
      .map(([key, value]) => `${key}:${value}`)
      .join(' '),
  ]);
  return textTable(['DEVICE', 'ADDRESS', 'PLATFORM', 'USER', 'GROUPS', 'TAGS'], rows, options);
}

/** The port only where it is not SSH's own (RFC 4251 §4.1: 22); an IPv6 address in brackets before it. */
function address(host: string, port: number): string {
  if (port === 22) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
