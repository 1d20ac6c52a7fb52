import type { OfferedKey } from '../host-keys.ts';
import { hostAddress } from './host-address.ts';
import type { KnownHost, KnownHosts } from './known-hosts.ts';

/** A known_hosts file as read, under the path that messages show. */
export interface KnownHostsSource {
  readonly path: string;
  readonly hosts: KnownHosts;
}

/** A key on record and where it stands. */
export interface RecordedKey {
  /** `file:line`. */
  readonly place: string;
  readonly type: string;
  readonly blob: Buffer;
}

export type HostKeyVerdict =
  | { readonly verdict: 'known' }
  | { readonly verdict: 'unknown' }
  /** No plain key is on record, but a certificate or a certificate authority is; those are not read. */
  | { readonly verdict: 'certificate'; readonly place: string }
  /** A line about the host has a marker that is not known: it may forbid the key. */
  | { readonly verdict: 'marker'; readonly place: string }
  | { readonly verdict: 'changed'; readonly recorded: readonly RecordedKey[] }
  | { readonly verdict: 'revoked'; readonly place: string };

interface Located extends KnownHost {
  readonly path: string;
}

function locate(sources: readonly KnownHostsSource[], address: string): readonly (readonly Located[])[] {
  return sources.map(({ path, hosts }) => hosts.find(address).map((entry) => ({ ...entry, path })));
}

/**
 * What the files say about a key. They are asked in order and the first that has any plain key for the host decides,
 * so that what rollcall was told to trust cannot be overruled by an older line elsewhere; a revocation counts from every
 * file. A key of another type than those on record is `changed`: whoever cannot prove the known key must not
 * get in by offering a second one. On another port than 22 a line without port also vouches for its key, as in OpenSSH.
 */
export function judgeHostKey(
  sources: readonly KnownHostsSource[],
  host: string,
  port: number,
  key: OfferedKey,
): HostKeyVerdict {
  const offered = Buffer.from(key.blob).toString('base64');
  const byFile = locate(sources, hostAddress(host, port));
  const bare = locate(sources, hostAddress(host, 22)).flat();
  const exact = byFile.flat();
  const revoked = [...exact, ...bare].find((entry) => entry.marker === 'revoked' && entry.key === offered);
  if (revoked !== undefined) return { verdict: 'revoked', place: placeOf(revoked) };
  const unclear = [...exact, ...bare].find((entry) => entry.marker === 'unsupported');
  if (unclear !== undefined) return { verdict: 'marker', place: placeOf(unclear) };
  for (const entries of byFile) {
    const plain = entries.filter(isPlain);
    if (plain.length === 0) continue;
    if (plain.some((entry) => entry.key === offered)) return { verdict: 'known' };
    return { verdict: 'changed', recorded: plain.map(recorded) };
  }
  if (bare.some((entry) => entry.marker === 'none' && entry.key === offered)) return { verdict: 'known' };
  const vouched = exact.find(
    (entry) => entry.marker === 'cert-authority' || (entry.marker === 'none' && !isPlain(entry)),
  );
  return vouched === undefined ? { verdict: 'unknown' } : { verdict: 'certificate', place: placeOf(vouched) };
}

/** A key by itself: no marker, and no certificate (PROTOCOL.certkeys of OpenSSH: `ssh-ed25519-cert-v01@openssh.com`). */
function isPlain({ marker, type }: KnownHost): boolean {
  return marker === 'none' && !/-cert-v\d+@/.test(type);
}

function placeOf({ path, line }: Located): string {
  return `${path}:${line}`;
}

/** Types of the plain keys on record, those of the deciding file first, each once. */
export function recordedTypes(sources: readonly KnownHostsSource[], host: string, port: number): readonly string[] {
  const exact = locate(sources, hostAddress(host, port)).flat();
  const entries = exact.length > 0 ? exact : locate(sources, hostAddress(host, 22)).flat();
  return [...new Set(entries.filter(isPlain).map((entry) => entry.type))];
}

function recorded(entry: Located): RecordedKey {
  return { place: placeOf(entry), type: entry.type, blob: Buffer.from(entry.key, 'base64') };
}
