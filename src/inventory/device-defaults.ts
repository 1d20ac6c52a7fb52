import { join } from 'node:path';
import type { HostKeyPolicy } from '../model/device.ts';
import type { PlatformName } from '../model/platform-name.ts';

export const defaultPlatform: PlatformName = 'junos';
/** RFC 4253 §4.1. */
export const defaultPort = 22;
/** Works on the first try and still refuses a key that changed. */
export const defaultHostKeys: HostKeyPolicy = 'accept-new';
/** Routers under load take several seconds for a key exchange; TCP alone retries for longer than anyone waits. */
export const defaultConnectTimeoutMs = 15_000;
/** Long enough for a full routing table, short enough to notice a hung CLI. */
export const defaultCommandTimeoutMs = 30_000;
/** Below the channel limit of OpenSSH (`MaxSessions` 10) and of the routers that allow five. */
export const defaultSessionLimit = 4;

export function defaultKnownHosts(homeDir: string): string {
  return join(homeDir, '.ssh', 'known_hosts');
}

/** Tried after the agent when a device names no login method, if they exist: strongest first. */
export function defaultKeyFiles(homeDir: string): readonly string[] {
  return ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => join(homeDir, '.ssh', name));
}
