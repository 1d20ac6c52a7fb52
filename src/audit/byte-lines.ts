import { createReadStream } from 'node:fs';

const lineFeed = 0x0a;

export interface ByteLine {
  readonly bytes: Buffer;
  /** False for what stands after the last line feed. */
  readonly complete: boolean;
}

/** A file's lines as the bytes that their hashes are made of. */
export async function* byteLines(path: string): AsyncGenerator<ByteLine> {
  let pieces: Buffer[] = [];
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.from(chunk);
    let start = 0;
    for (let feed = bytes.indexOf(lineFeed); feed !== -1; feed = bytes.indexOf(lineFeed, start)) {
      pieces.push(bytes.subarray(start, feed));
      yield { bytes: Buffer.concat(pieces), complete: true };
      pieces = [];
      start = feed + 1;
    }
    if (start < bytes.length) pieces.push(bytes.subarray(start));
  }
  if (pieces.length > 0) yield { bytes: Buffer.concat(pieces), complete: false };
}
