import { createHash } from 'node:crypto';

/** A host key's fingerprint as OpenSSH prints it: `SHA256:` and unpadded base64 of the hash of the wire blob. */
export function fingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
