import type { KnownHost, Marker } from './known-hosts.ts';

export interface ParsedKnownHosts {
  readonly entries: readonly KnownHost[];
  /** Numbers of lines that are neither empty, comment nor understood. OpenSSH passes over such lines too. */
  readonly badLines: readonly number[];
  /** The number that a line appended to this text would get. */
  readonly nextLine: number;
}

const markers: Readonly<Record<string, Marker>> = { '@revoked': 'revoked', '@cert-authority': 'cert-authority' };
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The key type that the blob itself names: its first string (RFC 4253 §6.6). */
export function blobType(blob: Uint8Array): string | null {
  if (blob.length < 4) return null;
  const length = new DataView(blob.buffer, blob.byteOffset, 4).getUint32(0);
  if (length > blob.length - 4) return null;
  return Buffer.from(blob.subarray(4, 4 + length)).toString('latin1');
}

/** The one form of these bytes: another end of the text must not hide a revoked key. */
function canonical(key: string): string {
  const whole = key.length % 4 === 0 && !key.endsWith('=');
  return whole ? key : Buffer.from(key, 'base64').toString('base64');
}

function parseLine(text: string, line: number): KnownHost | null {
  const fields = text.split(/[ \t]+/);
  const first = fields[0] ?? '';
  const marker = first.startsWith('@') ? (markers[first] ?? 'unsupported') : 'none';
  const [hosts, type, key] = marker === 'none' ? fields : fields.slice(1);
  if (hosts === undefined || type === undefined || key === undefined || !base64.test(key)) return null;
  if (blobType(Buffer.from(key.slice(0, 64), 'base64')) !== type) return null;
  return { line, marker, hosts, type, key: canonical(key) };
}

export function parseKnownHosts(text: string): ParsedKnownHosts {
  const entries: KnownHost[] = [];
  const badLines: number[] = [];
  let line = 0;
  for (const raw of text.split('\n')) {
    line += 1;
    const trimmed = raw.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const entry = parseLine(trimmed, line);
    if (entry === null) badLines.push(line);
    else entries.push(entry);
  }
  return { entries, badLines, nextLine: text === '' || text.endsWith('\n') ? line : line + 1 };
}
