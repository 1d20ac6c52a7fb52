import { randomBytes } from 'node:crypto';
import type { OfferedKey } from '../../../src/transport/host-keys.ts';

function field(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A host key blob of the type with random content (RFC 4253 §6.6): only its first field is ever looked at. */
export const sampleBlob = (type: string): Buffer => Buffer.concat([field(Buffer.from(type)), field(randomBytes(32))]);

export const sampleKey = (type = 'ssh-ed25519'): OfferedKey => ({ type, blob: sampleBlob(type) });

export const lineFor = (hosts: string, { type, blob }: OfferedKey): string =>
  `${hosts} ${type} ${Buffer.from(blob).toString('base64')}\n`;
