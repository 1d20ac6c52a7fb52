import { expandPath } from '../base/expand-path.ts';
import type { AuthMethod, Device, GroupLimit, LoginPace } from '../model/device.ts';
import * as defaults from './device-defaults.ts';
import type { InventoryContext } from './inventory-context.ts';
import type { Layer } from './layer-schema.ts';

/** A layer with its login methods ready: absolute paths, one list shared by every device that inherits it. */
export interface ReadyLayer extends Omit<Layer, 'auth'> {
  readonly auth?: readonly AuthMethod[] | undefined;
}

export interface DeviceIdentity {
  readonly name: string;
  readonly host: string;
  readonly username: string;
  readonly groups: readonly string[];
  readonly loginPaces?: readonly LoginPace[];
  readonly groupLimits?: readonly GroupLimit[];
}

/**
 * One layer from several, later ones stronger. `timeouts`, `limits` and `tags` merge key by key; a list such as
 * `auth` is replaced as a whole.
 */
export function mergeLayers(layers: readonly ReadyLayer[]): ReadyLayer {
  let merged: ReadyLayer = {};
  for (const layer of layers) {
    merged = {
      ...merged,
      ...withoutUndefined(layer),
      timeouts: { ...merged.timeouts, ...withoutUndefined(layer.timeouts ?? {}) },
      limits: { ...merged.limits, ...withoutUndefined(layer.limits ?? {}) },
      tags: new Map([...(merged.tags ?? []), ...(layer.tags ?? [])]),
    };
  }
  return merged;
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  const kept: Partial<T> = { ...value };
  for (const key in kept) if (kept[key] === undefined) delete kept[key];
  return kept;
}

/** A whole device: what the layers say, and the default for the rest. */
export function toDevice(identity: DeviceIdentity, layer: ReadyLayer, context: InventoryContext): Device {
  const { timeouts, limits, known_hosts: knownHosts } = layer;
  return {
    ...identity,
    port: layer.port ?? defaults.defaultPort,
    platform: layer.platform ?? defaults.defaultPlatform,
    auth: layer.auth ?? context.defaultAuth,
    hostKeys: layer.host_keys ?? defaults.defaultHostKeys,
    knownHosts:
      knownHosts === undefined
        ? defaults.defaultKnownHosts(context.homeDir)
        : expandPath(knownHosts, context.baseDir, context.homeDir),
    legacyAlgorithms: layer.legacy_algorithms ?? false,
    connectTimeoutMs: toMs(timeouts?.connect_s) ?? defaults.defaultConnectTimeoutMs,
    commandTimeoutMs: toMs(timeouts?.command_s) ?? defaults.defaultCommandTimeoutMs,
    sessionLimit: limits?.sessions ?? defaults.defaultSessionLimit,
    tags: tagRecord(layer.tags ?? new Map()),
  };
}

function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.max(1, Math.round(seconds * 1_000));
}

/** Without a prototype, so that `constructor:*` in a selector finds no tag. */
function tagRecord(tags: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const record: Record<string, string> = Object.create(null);
  for (const [key, value] of tags) record[key] = value;
  return record;
}
