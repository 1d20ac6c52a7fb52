import type { Path } from '../base/path-text.ts';
import { holdsLogin, showValue } from '../base/show-value.ts';
import type { Device } from '../model/device.ts';
import { maxMembers } from '../model/selector/expand-range.ts';
import type { TreeReader } from './tree-reader.ts';

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

  /** Whether a device was too many: reading more of the file would only take time. */
  get full(): boolean {
    return this.#full;
  }

  /**
   * `path`: where the device stands in the file; `hostKey`: the key of its address there. False when something is wrong
   * with it, which has been said then: others of the same range would only repeat it.
   */
  add(device: Device, path: Path, hostKey: string): boolean {
    if (this.#full) return false;
    if (this.devices.size >= maxMembers) {
      this.#full = true;
      this.#reader.add(path, `expected at most ${maxMembers} devices in the whole file`);
      return false;
    }
    const first = this.#firstPaths.get(device.name);
    if (first !== undefined) {
      const line = this.#reader.file.lineOf(first);
      this.#reader.add(path, `expected each device once, found ${JSON.stringify(device.name)} already on line ${line}`);
      return false;
    }
    const wrongName = nameProblem(device.name);
    const wrongHost = hostProblem(device.host);
    if (wrongName !== null) this.#reader.add(path, wrongName);
    else if (wrongHost !== null) this.#reader.add([...path, hostKey], wrongHost);
    this.#firstPaths.set(device.name, path);
    this.devices.set(device.name, device);
    return wrongName === null && wrongHost === null;
  }
}

/** What is wrong with a device's name; null when nothing is. */
export function nameProblem(name: string): string | null {
  if (name.length <= maxNameChars && namePattern.test(name) && !holdsLogin(name)) return null;
  return `expected a device name of 1 to ${maxNameChars} visible characters, found ${showValue(name)}`;
}

/** What is wrong with a device's address; null when nothing is. */
export function hostProblem(host: string): string | null {
  if (hostPattern.test(host)) return partsProblem(host);
  return partsProblem(host) ?? `expected a host name or address, found ${showValue(host)}`;
}

/** What else than a host is written into an address, with its ranges or without; null when nothing is. */
export function partsProblem(host: string): string | null {
  if (host.includes('@')) {
    return 'expected a host name or address, found "@" (the rest is not shown, it may hold a password); the user has a key of its own';
  }
  return /^\[[^\]]*:|^[^:]+:\d+$/.test(host)
    ? `expected a host without brackets and without a port, found ${showValue(host)}; the port has a key of its own`
    : null;
}
