import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { Device } from '../../model/device.ts';
import { failureFrom } from '../../model/failure.ts';
import type { HostKeyAnswer, HostKeyStore, OfferedKey } from '../host-keys.ts';
import { hostAddress } from './host-address.ts';
import { hostKeyFailure } from './host-key-failure.ts';
import { judgeHostKey, type KnownHostsSource, recordedTypes } from './judge-host-key.ts';
import { KnownHostsFile } from './known-hosts-file.ts';
import { OwnKnownHosts } from './own-known-hosts.ts';

export interface HostKeyStoreOptions {
  /** `ROLLCALL_HOME`; the store's own file is `known_hosts` in it. */
  readonly homeDir: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Flags of this process that `rollcall trust` needs too, for the line to type. Default: none. */
  readonly trustFlags?: readonly string[];
}

/** Host keys in OpenSSH's known_hosts format: the device's own file is read, new keys go to `$ROLLCALL_HOME/known_hosts`. */
export function createHostKeyStore({ homeDir, logger, clock, trustFlags = [] }: HostKeyStoreOptions): HostKeyStore {
  const ownFile = new KnownHostsFile(join(homeDir, 'known_hosts'), logger);
  const own = new OwnKnownHosts(ownFile, clock);
  const trustPlace = { ownPath: ownFile.path, flags: trustFlags };
  const files = new Map<string, KnownHostsFile>([[ownFile.path, ownFile]]);

  const read = async (file: KnownHostsFile): Promise<KnownHostsSource> => ({
    path: file.path,
    hosts: await file.read(),
  });

  function fileAt(path: string): KnownHostsFile {
    const file = files.get(path) ?? new KnownHostsFile(path, logger);
    files.set(path, file);
    return file;
  }

  /** Our own file first: what was trusted by hand decides. */
  async function sources(device: Device): Promise<readonly KnownHostsSource[]> {
    const path = device.knownHosts;
    if (path === null || path === ownFile.path) return [await read(ownFile)];
    return Promise.all([read(ownFile), read(fileAt(path))]);
  }

  async function judge(device: Device, key: OfferedKey, signal: AbortSignal): Promise<HostKeyAnswer> {
    const known = await sources(device);
    const verdict = judgeHostKey(known, device.host, device.port, key);
    const refused = hostKeyFailure(device, key, verdict, trustPlace);
    if (refused !== null) return { ok: false, failure: refused };
    if (verdict.verdict === 'known') return { ok: true };
    const others = known.filter(({ path }) => path !== ownFile.path);
    const now = await own.remember(device, key, others, signal);
    const late = hostKeyFailure(device, key, now, trustPlace);
    if (late !== null) return { ok: false, failure: late };
    logger.info({ device: device.name, type: key.type }, 'new host key remembered');
    return { ok: true };
  }

  return {
    async check(device, key, signal) {
      if (device.hostKeys === 'off') return { ok: true };
      try {
        return await judge(device, key, signal);
      } catch (thrown) {
        return { ok: false, failure: failureFrom(thrown) };
      }
    },

    async knownTypes(device) {
      if (device.hostKeys === 'off') return [];
      try {
        return recordedTypes(await sources(device), device.host, device.port);
      } catch (thrown) {
        // check() will refuse the key for the same reason; without an order of types the exchange still gets there.
        logger.debug({ device: device.name, error: thrown }, 'known_hosts not read');
        return [];
      }
    },

    async trust(device, key, signal) {
      await own.replace(device, key, signal);
      const path = device.knownHosts;
      if (path === null || path === ownFile.path) return;
      const offered = Buffer.from(key.blob).toString('base64');
      const stale = (await fileAt(path).read()).find(hostAddress(device.host, device.port));
      for (const entry of stale.filter((found) => found.marker === 'none' && found.key !== offered)) {
        logger.warn(
          { device: device.name, place: `${path}:${entry.line}` },
          `another key of this host stands in ${path}:${entry.line}; rollcall now uses its own file, ssh still uses that one`,
        );
      }
    },
  };
}
