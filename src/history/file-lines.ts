import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const lineFeed = 0x0a;
const chunkBytes = 65_536;

export interface FileLine {
  readonly text: string;
  /** False for what stands after the last line feed: a line torn by a crash, or one still being written. */
  readonly complete: boolean;
}

/** A file's lines, split at line feeds only (node:readline also splits at U+2028, which JSON text may hold). */
export async function* fileLines(path: string): AsyncGenerator<FileLine> {
  const file = await openRegular(path);
  try {
    let pieces: Buffer[] = [];
    for await (const chunk of chunksOf(file)) {
      let start = 0;
      for (let feed = chunk.indexOf(lineFeed); feed !== -1; feed = chunk.indexOf(lineFeed, start)) {
        pieces.push(chunk.subarray(start, feed));
        yield { text: Buffer.concat(pieces).toString('utf8'), complete: true };
        pieces = [];
        start = feed + 1;
      }
      if (start < chunk.length) pieces.push(chunk.subarray(start));
    }
    if (pieces.length > 0) yield { text: Buffer.concat(pieces).toString('utf8'), complete: false };
  } finally {
    await file.close();
  }
}

/** Without O_NONBLOCK the opening of a FIFO waits for a writer, and no signal ends that; a device may have no end. */
export async function openRegular(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new Error(`${path} is no regular file`);
    return file;
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** The last line of a file if it has at most `maxBytes` bytes, else a piece of it. */
export async function lastFileLine(path: string, maxBytes: number): Promise<string> {
  const file = await openRegular(path);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - maxBytes);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, start);
    const text = buffer.toString('utf8', 0, bytesRead).trimEnd();
    return text.slice(text.lastIndexOf('\n') + 1);
  } finally {
    await file.close();
  }
}
