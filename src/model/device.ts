import type { Secret } from '../base/secret.ts';
import type { PlatformName } from './platform-name.ts';

/** Where a secret is read from, at the moment it is needed and not before. */
export type SecretSource =
  | { readonly from: 'env'; readonly name: string }
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'command'; readonly argv: readonly string[] }
  | { readonly from: 'plain'; readonly secret: Secret };

/** One way to log in. The list of a device is tried in order, each at most once a connection. */
export type AuthMethod =
  | { readonly method: 'agent' }
  | { readonly method: 'key'; readonly path: string; readonly passphrase: SecretSource | null }
  | { readonly method: 'password'; readonly source: SecretSource };

/** `strict`: the key must be known. `accept-new`: the first one is remembered, a change refused. `off`: not checked. */
export const hostKeyPolicies = ['strict', 'accept-new', 'off'] as const;
export type HostKeyPolicy = (typeof hostKeyPolicies)[number];

/** Logins a second that a group's devices may take together. */
export interface LoginPace {
  readonly group: string;
  readonly perSecond: number;
}

/** Devices of a group that may be worked on at once, however many jobs each has. */
export interface GroupLimit {
  readonly group: string;
  readonly devicesAtOnce: number;
}

/** A device with everything inherited filled in. Only its `name` identifies it. */
export interface Device {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly platform: PlatformName;
  readonly username: string;
  readonly auth: readonly AuthMethod[];
  readonly hostKeys: HostKeyPolicy;
  /** A known_hosts file that is read besides rollcall's own; null for none. */
  readonly knownHosts: string | null;
  /** Adds ssh-rsa, dh-group1/14-sha1 and aes-cbc for old routers. */
  readonly legacyAlgorithms: boolean;
  readonly connectTimeoutMs: number;
  readonly commandTimeoutMs: number;
  /** Channels open at once on its one connection. */
  readonly sessionLimit: number;
  readonly groups: readonly string[];
  /** Of its groups that have one; all are kept. Absent: none has. */
  readonly loginPaces?: readonly LoginPace[];
  /** Of its groups that have one; all are kept. Absent: none has. */
  readonly groupLimits?: readonly GroupLimit[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads a secret; throws a RollcallError `auth_failed` with phase `credentials` when it cannot. */
export interface SecretReader {
  read(source: SecretSource, signal: AbortSignal): Promise<Secret>;
}

/** Reads a private key file; throws a RollcallError `auth_failed` with phase `credentials` when it cannot or must not. */
export interface KeyFileReader {
  read(path: string): Promise<Buffer>;
}
