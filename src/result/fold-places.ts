import type { ComparedRow } from './compared-row.ts';
import type { CommandPair } from './pair-commands.ts';

/** Devices to which the same commands belong. */
export interface Place {
  readonly commands: readonly CommandPair[];
  /** In selector order; never empty. */
  readonly devices: readonly string[];
}

/** Rows of one kind as places: each device is in exactly one. Most devices first, then by first device. */
export function foldPlaces(rows: readonly ComparedRow[]): readonly Place[] {
  const commandsOf = new Map<string, CommandPair[]>();
  for (const { device, command } of rows) {
    const commands = commandsOf.get(device);
    if (commands === undefined) commandsOf.set(device, [command]);
    else commands.push(command);
  }
  const places = new Map<string, { readonly commands: readonly CommandPair[]; readonly devices: string[] }>();
  for (const [device, commands] of commandsOf) {
    const key = commands.map(({ index }) => index).join(' ');
    const place = places.get(key);
    if (place === undefined) places.set(key, { commands, devices: [device] });
    else place.devices.push(device);
  }
  return [...places.values()].sort((a, b) => b.devices.length - a.devices.length);
}
