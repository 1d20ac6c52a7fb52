import type { FileHandle } from 'node:fs/promises';
import type { Logger } from '../base/logger.ts';
import type { RunEvent } from '../model/event.ts';
import { fromLine } from './event-line.ts';
import { lastFileLine, openRegular } from './file-lines.ts';
import { maxEndBytes } from './list-runs.ts';

const lineFeed = 0x0a;
const chunkBytes = 1_048_576;

/**
 * What a log holds of one device: how the run began, that device's events, and the run's end. Lines of other devices are
 * passed over as bytes, so that one answer of ten thousand is there in milliseconds.
 */
export async function readDeviceEvents(path: string, device: string, logger: Logger): Promise<readonly RunEvent[]> {
  // As `JSON.stringify` writes it; within a text its quotes would be escaped.
  const needle = Buffer.from(JSON.stringify({ device }).slice(1, -1));
  const events: RunEvent[] = [];
  let torn = false;
  const take = (line: Buffer): void => {
    const event = fromLine(line.toString('utf8'));
    if (event === undefined) torn = true;
    else if (events.length === 0 || ('device' in event && event.device === device)) events.push(event);
  };
  const file = await openRegular(path);
  try {
    await eachPiece(file, (piece, isFirst) => {
      let from = 0;
      if (isFirst) {
        from = piece.indexOf(lineFeed) + 1;
        take(piece.subarray(0, from));
      }
      for (let hit = piece.indexOf(needle, from); hit !== -1; hit = piece.indexOf(needle, from)) {
        const start = piece.lastIndexOf(lineFeed, hit) + 1;
        from = piece.indexOf(lineFeed, hit) + 1;
        take(piece.subarray(start, from));
      }
    });
  } finally {
    await file.close();
  }
  if (torn) logger.warn({ path, device }, 'a broken line of a run log is left out');
  const end = fromLine(await lastFileLine(path, maxEndBytes));
  return end?.type === 'run-finished' ? [...events, end] : events;
}

/** Calls back with whole lines, many at once, each piece ended by a line feed. What stands after the last one is left out. */
async function eachPiece(file: FileHandle, use: (piece: Buffer, isFirst: boolean) => void): Promise<void> {
  let rest: Buffer[] = [];
  let isFirst = true;
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes);
    if (bytesRead === 0) return;
    const chunk = buffer.subarray(0, bytesRead);
    const end = chunk.lastIndexOf(lineFeed) + 1;
    if (end === 0) {
      rest.push(chunk);
      continue;
    }
    use(rest.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...rest, chunk.subarray(0, end)]), isFirst);
    rest = end < chunk.length ? [chunk.subarray(end)] : [];
    isFirst = false;
  }
}
