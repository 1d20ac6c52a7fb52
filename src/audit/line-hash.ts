import { createHash } from 'node:crypto';

/** SHA-256 in hex of a line without its line feed, or of a file's name, which stands for the line before the first. */
export function lineHash(line: string | Uint8Array): string {
  return createHash('sha256').update(line).digest('hex');
}
