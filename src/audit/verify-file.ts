import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../base/is-system-error.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import type { AuditFileReport } from '../model/audit.ts';
import { byteLines } from './byte-lines.ts';
import { type Head, readHead } from './head-file.ts';
import { lineHash } from './line-hash.ts';

/** What a file of the log holds, without its head. */
interface Chain {
  readonly lines: number;
  /** Hash of the last whole line. */
  readonly hash: string;
  /** The hash of the line at which the head says that the file ends; null where it has not that many. */
  readonly hashAtHead: string | null;
  /** First line that does not follow from the one before; null where all do. */
  readonly brokenAt: number | null;
  /** Something after the last line feed. */
  readonly torn: boolean;
}

/** A file that its process still writes changes while it is read: it is looked at again, at most this often. */
const maxLooks = 5;

/** Follows the chain of hashes through one file and compares its end with the head kept apart. */
export async function verifyFile(folder: string, file: string): Promise<AuditFileReport> {
  const headPath = join(folder, 'heads', file);
  try {
    return await verifyBoth(join(folder, file), headPath, file);
  } catch (thrown) {
    return { file, lines: 0, intact: false, note: `it cannot be read: ${systemErrorText(thrown)}` };
  }
}

async function verifyBoth(path: string, headPath: string, file: string): Promise<AuditFileReport> {
  for (const part of [path, headPath]) {
    if (await isOther(part)) return { file, lines: 0, intact: false, note: 'it or its head is no regular file' };
  }
  for (let look = 1; ; look += 1) {
    const head = await unlessMissing(readHead(headPath));
    const chain = await unlessMissing(readChain(path, file, head?.lines ?? 0));
    const report = judge(file, chain, head);
    if (report.intact || look === maxLooks) return report;
    const now = await unlessMissing(readHead(headPath));
    if (JSON.stringify(now) === JSON.stringify(head)) return report;
    if (hasGrown(chain, head, now)) return { ...report, intact: true, note: 'the process writes to it now' };
  }
}

function judge(file: string, chain: Chain | undefined, head: Head | null | undefined): AuditFileReport {
  const broken = (note: string): AuditFileReport => ({ file, lines: chain?.lines ?? 0, intact: false, note });
  const intact = (note: string | null): AuditFileReport => ({ file, lines: chain?.lines ?? 0, intact: true, note });

  if (chain === undefined && head?.lines === 0 && head.pending === null) return intact('nothing was written to it');
  if (chain === undefined) return broken('the file was removed: only its head is there');
  if (head === undefined) return broken('its head was removed: where the file ended is not known');
  if (head === null) return broken('its head was changed: it cannot be read');
  if (chain.brokenAt !== null) {
    return broken(
      chain.brokenAt === 1
        ? 'line 1 does not belong at the beginning of this file: it was changed, or what stood before it removed'
        : `line ${chain.brokenAt} does not follow from line ${chain.brokenAt - 1}: one of them was changed, removed, inserted or moved`,
    );
  }
  if (chain.lines < head.lines) return broken(`the end was cut off: ${chain.lines} of ${head.lines} lines are left`);
  const atHead = chain.lines === head.lines && chain.hash === head.hash;
  const pendingThere = chain.lines === head.lines + 1 && chain.hash === head.pending;
  if (!atHead && !pendingThere) {
    return broken(
      chain.lines === head.lines
        ? 'the last line was changed'
        : `lines were added after line ${head.lines}, the last one written`,
    );
  }
  if (chain.torn) {
    return atHead && head.pending !== null
      ? intact('the process ended while it wrote the last line, which is incomplete')
      : broken('something was added after the last line');
  }
  return intact(head.pending === null ? null : 'the process writes a line now, or ended while it wrote the last one');
}

/**
 * Whether the file goes on, unbroken, from where the head said that it ended, and the head has moved on since: a busy
 * process never stands still for a look.
 */
function hasGrown(chain: Chain | undefined, head: Head | null | undefined, now: Head | null | undefined): boolean {
  if (!chain || !head || !now) return false;
  return chain.brokenAt === null && chain.hashAtHead === head.hash && chain.lines <= now.lines + 1;
}

async function readChain(path: string, file: string, headLines: number): Promise<Chain> {
  let hash = lineHash(file);
  let hashAtHead = headLines === 0 ? hash : null;
  let lines = 0;
  let brokenAt: number | null = null;
  let torn = false;
  for await (const { bytes, complete } of byteLines(path)) {
    if (!complete) {
      torn = true;
      break;
    }
    lines += 1;
    if (brokenAt === null && prevOf(bytes) !== hash) brokenAt = lines;
    hash = lineHash(bytes);
    if (lines === headLines) hashAtHead = hash;
  }
  return { lines, hash, hashAtHead, brokenAt, torn };
}

/** The hash that a line names as that of the line before; null for what is no entry. */
function prevOf(line: Buffer): string | null {
  try {
    const entry: unknown = JSON.parse(line.toString('utf8'));
    const named = typeof entry === 'object' && entry !== null && 'prev' in entry ? entry.prev : null;
    return typeof named === 'string' ? named : null;
  } catch {
    return null;
  }
}

/** Whether something else than a file has that name; a FIFO would hold up whoever reads it. */
async function isOther(path: string): Promise<boolean> {
  const stats = await unlessMissing(stat(path));
  return stats !== undefined && !stats.isFile();
}

/** Undefined for a file that is not there. */
async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (thrown) {
    if (isSystemError(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}
