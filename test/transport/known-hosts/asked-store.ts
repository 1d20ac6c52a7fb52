import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import type { Logger } from '../../../src/base/logger.ts';
import type { Device } from '../../../src/model/device.ts';
import type { HostKeyAnswer, HostKeyStore, OfferedKey } from '../../../src/transport/host-keys.ts';
import { createHostKeyStore } from '../../../src/transport/known-hosts/create-host-key-store.ts';
import { sampleDevice } from '../../support/sample-device.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A store that is asked with a signal of its own where the test gives none. */
export interface AskedStore extends Pick<HostKeyStore, 'knownTypes'> {
  check(device: Device, key: OfferedKey, signal?: AbortSignal): Promise<HostKeyAnswer>;
  trust(device: Device, key: OfferedKey, signal?: AbortSignal): Promise<void>;
}

export interface Setup {
  readonly store: AskedStore;
  readonly own: string;
  readonly users: string;
  readonly warnings: string[];
  device(changes?: Partial<Device>): Device;
}

export function storeIn(
  homeDir: string,
  logger: Logger = silentLogger,
  clock: Clock = systemClock,
  trustFlags: readonly string[] = [],
): AskedStore {
  const store = createHostKeyStore({ homeDir, logger, clock, trustFlags });
  const never = (): AbortSignal => new AbortController().signal;
  return {
    knownTypes: (device) => store.knownTypes(device),
    check: (device, key, signal = never()) => store.check(device, key, signal),
    trust: (device, key, signal = never()) => store.trust(device, key, signal),
  };
}

export function setUp(users = '', clock?: Clock): Setup {
  const home = join(temporaryFolder(), 'state');
  const usersFile = join(temporaryFolder(), 'known_hosts');
  writeFileSync(usersFile, users);
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (_fields: unknown, message: string) => warnings.push(message) };
  return {
    store: storeIn(home, logger, clock),
    own: join(home, 'known_hosts'),
    users: usersFile,
    warnings,
    device: (changes) => sampleDevice('mx1.fra', { host: 'mx1', knownHosts: usersFile, ...changes }),
  };
}

export function refused(answer: HostKeyAnswer): { code: string; message: string; hint: string } {
  if (answer.ok) throw new Error('the key was accepted');
  expect(answer.failure).toMatchObject({ outcome: 'host_key', error: { phase: 'host_key' } });
  const { code, message, hint = '' } = answer.failure.error;
  return { code, message, hint };
}
