import type { Path } from '../base/path-text.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { holdsLogin, notShown, showValue } from '../base/show-value.ts';
import type { Tree } from '../base/yaml-file.ts';
import type { GroupLimit, LoginPace } from '../model/device.ts';
import { expandPairwise } from '../model/selector/expand-range.ts';
import { secretsOf, withAbsolutePaths } from './auth-paths.ts';
import type { DeviceFile } from './device-file.ts';
import { DeviceTable, partsProblem } from './device-table.ts';
import type { InventoryContext } from './inventory-context.ts';
import {
  type DeviceEntry,
  defaultsSchema,
  deviceSchema,
  groupNameExpected,
  groupSchema,
  isGroupName,
  type Layer,
} from './layer-schema.ts';
import { mergeLayers, type ReadyLayer, toDevice } from './to-device.ts';
import type { TreeReader } from './tree-reader.ts';

const sections = ['defaults', 'groups', 'devices'];

/** Reads rollcall's own form: `defaults`, `groups` and `devices` (contract §2). */
export function readNativeDevices(
  root: ReadonlyMap<string, Tree>,
  reader: TreeReader,
  context: InventoryContext,
): DeviceFile {
  return new NativeFile(root, reader, context).read();
}

class NativeFile {
  readonly #root: ReadonlyMap<string, Tree>;
  readonly #reader: TreeReader;
  readonly #context: InventoryContext;
  readonly #table: DeviceTable;
  readonly #members = new Map<string, string[]>();
  /** Null: the group is there, and what is wrong with it has been said. */
  readonly #groups = new Map<string, ReadyLayer | null>();
  readonly #paces = new Map<string, LoginPace>();
  readonly #limits = new Map<string, GroupLimit>();
  readonly #plainSecrets: Path[] = [];

  constructor(root: ReadonlyMap<string, Tree>, reader: TreeReader, context: InventoryContext) {
    this.#root = root;
    this.#reader = reader;
    this.#context = context;
    this.#table = new DeviceTable(reader);
  }

  read(): DeviceFile {
    for (const key of this.#root.keys()) {
      if (!sections.includes(key)) this.#reader.add([key], `unknown key, expected one of ${sections.join(', ')}`);
    }
    if (!this.#root.has('devices')) {
      this.#reader.add([], 'expected a map "devices" of device names, found none');
    } else if (this.#root.get('devices') === null) {
      this.#reader.add(['devices'], 'expected a map of device names, found nothing; write {} if there are none');
    }
    const defaults = this.#defaults();
    this.#readGroups();
    const devices = this.#reader.readMap(this.#root.get('devices'), ['devices'], 'a map of device names');
    for (const [name, value] of devices ?? []) this.#readDevice(name, value, defaults);
    return { devices: this.#table.devices, groups: this.#members, plainSecrets: this.#plainSecrets };
  }

  #readGroups(): void {
    const groups = this.#reader.readMap(this.#root.get('groups'), ['groups'], 'a map of group names');
    for (const [name, value] of groups ?? []) {
      const path = ['groups', name];
      if (!isGroupName(name)) this.#reader.add(path, groupNameExpected);
      const group = this.#reader.read(groupSchema, value, path);
      this.#groups.set(name, group === null ? null : this.#ready(group, path));
      const perSecond = group?.limits?.logins_per_s;
      if (perSecond !== undefined) this.#paces.set(name, { group: name, perSecond });
      const devicesAtOnce = group?.limits?.devices_at_once;
      if (devicesAtOnce !== undefined) this.#limits.set(name, { group: name, devicesAtOnce });
      this.#members.set(name, []);
    }
  }

  #readDevice(name: string, value: Tree, defaults: ReadyLayer): void {
    const path = ['devices', name];
    const entry = this.#reader.read(deviceSchema, value, path);
    if (entry === null) return;
    const layers = this.#groupLayers(entry, path);
    const layer = mergeLayers([defaults, ...layers, this.#ready(entry, path)]);
    const username = layer.username ?? this.#context.localUser;
    if (username === null) {
      this.#reader.add(path, 'expected a username here, in a group or in defaults: the system does not tell yours');
      return;
    }
    const groups = [...new Set(entry.groups)];
    const loginPaces = groups.map((group) => this.#paces.get(group)).filter((pace) => pace !== undefined);
    const groupLimits = groups.map((group) => this.#limits.get(group)).filter((limit) => limit !== undefined);
    const membership = {
      groups,
      ...(loginPaces.length > 0 && { loginPaces }),
      ...(groupLimits.length > 0 && { groupLimits }),
    };
    for (const pair of this.#pairs(name, entry.host, path)) {
      if (!this.#table.add(toDevice({ ...pair, username, ...membership }, layer, this.#context), path, 'host')) return;
      for (const group of groups) this.#members.get(group)?.push(pair.name);
    }
  }

  #groupLayers(entry: DeviceEntry, path: Path): readonly ReadyLayer[] {
    const layers: ReadyLayer[] = [];
    for (const [index, group] of (entry.groups ?? []).entries()) {
      const layer = this.#groups.get(group);
      if (layer === undefined) {
        const known = [...this.#groups.keys()].slice(0, 10).join(', ') || 'none is defined';
        const text = `expected a group defined under "groups" (${known}), found ${showValue(group)}`;
        this.#reader.add([...path, 'groups', index], text);
      } else if (layer !== null) layers.push(layer);
    }
    return layers;
  }

  #pairs(name: string, host: string | undefined, path: Path): ReturnType<typeof expandPairwise> {
    // Before expansion, whose errors quote both.
    const wrong = partsProblem(host ?? name);
    if (wrong !== null) this.#reader.add([...path, 'host'], wrong);
    else if (holdsLogin(name)) this.#reader.add(path, `expected a device name, found ${notShown}`);
    if (wrong !== null || holdsLogin(name) || this.#table.full) return [];
    try {
      return expandPairwise(name, host);
    } catch (thrown) {
      if (!(thrown instanceof RollcallError)) throw thrown;
      this.#reader.add(host === undefined ? path : [...path, 'host'], `${thrown.message}; ${thrown.hint ?? ''}`);
      return [];
    }
  }

  #defaults(): ReadyLayer {
    const path = ['defaults'];
    const layer = this.#reader.read(defaultsSchema, this.#root.get('defaults') ?? null, path);
    return layer === null ? {} : this.#ready(layer, path);
  }

  #ready<T extends Layer>(layer: T, path: Path): ReadyLayer {
    const { auth } = layer;
    if (auth === undefined) return layer;
    for (const secret of secretsOf(auth)) {
      const place = [...path, 'auth', ...secret.path];
      if (secret.source.from === 'plain') this.#plainSecrets.push(place);
      if (secret.source.from === 'command' && !this.#context.commandsAllowed) {
        const text =
          'not allowed in a file that was only found in the working folder; name the file with --inventory to allow it';
        this.#reader.add([...place, 'command'], text);
      }
    }
    return { ...layer, auth: withAbsolutePaths(auth, this.#context) };
  }
}
