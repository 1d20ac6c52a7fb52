import { showValue } from '../base/show-value.ts';
import type { Device } from '../model/device.ts';
import { maxMembers } from '../model/selector/expand-range.ts';
import type { TreeReader } from './tree-reader.ts';
import type { Path } from './yaml-file.ts';

/** What the resolver and the dialer can take; IPv6 without brackets, with a zone (`fe80::1%eth0`). */
const hostPattern = /^[A-Za-z0-9._:%-]+$/;
/** Any visible name, also one that a selector must quote; no control characters, which a terminal would obey. */
const namePattern = /^[^\p{C}\p{Z}](?:[^\p{C}]*[^\p{C}\p{Z}])?$/u;
const maxNameChars = 255;

/** The devices read so far, each name once, in the file's order. */
export class DeviceTable {
  readonly devices = new Map<string, Device>();
  readonly #firstPaths = new Map<string, Path>();
  readonly #reader: TreeReader;
  #full = false;

  constructor(reader: TreeReader) {
    this.#reader = reader;
  }

  /** `path`: where the device stands in the file; `hostKey`: the key of its address there. */
  add(device: Device, path: Path, hostKey: string): void {
    if (this.#full) return;
    if (this.devices.size >= maxMembers) {
      this.#full = true;
      this.#reader.add(path, `expected at most ${maxMembers} devices in the whole file`);
      return;
    }
    const first = this.#firstPaths.get(device.name);
    if (first !== undefined) {
      const line = this.#reader.file.lineOf(first);
      this.#reader.add(path, `expected each device once, found ${JSON.stringify(device.name)} already on line ${line}`);
      return;
    }
    const wrongName = nameProblem(device.name);
    const wrongHost = hostProblem(device.host);
    if (wrongName !== null) this.#reader.add(path, wrongName);
    else if (wrongHost !== null) this.#reader.add([...path, hostKey], wrongHost);
    this.#firstPaths.set(device.name, path);
    this.devices.set(device.name, device);
  }
}

/** What is wrong with a device's name; null when nothing is. */
export function nameProblem(name: string): string | null {
  if (name.length <= maxNameChars && namePattern.test(name)) return null;
  return `expected a device name of 1 to ${maxNameChars} visible characters, found ${showValue(name)}`;
}

/** What is wrong with a device's address; null when nothing is. */
export function hostProblem(host: string): string | null {
  if (hostPattern.test(host)) return null;
  const hint = /[@[]/.test(host) ? '; user and port have keys of their own' : '';
  return `expected a host name or address, found ${showValue(host)}${hint}`;
}
