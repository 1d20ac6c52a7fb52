import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../base/is-system-error.ts';
import { makeFolder } from '../base/make-folder.ts';
import { createHead, type Head, writeHead } from './head-file.ts';
import { lineHash } from './line-hash.ts';

/** Processes that begin in the same millisecond with the same pid: only ever a test, or a clock set back. */
const maxNames = 1_000;

/** One file of the log with its head. Lines are written one after the other: the caller waits for each. */
export class AuditFile {
  readonly #file: FileHandle;
  readonly #headPath: string;
  readonly #sync: boolean;
  #head: Head;

  private constructor(file: FileHandle, head: Head, headPath: string, sync: boolean) {
    this.#file = file;
    this.#head = head;
    this.#headPath = headPath;
    this.#sync = sync;
  }

  /** A new file of its own (0600), named `<stem>.jsonl` or, where that is taken, `<stem>_2.jsonl` and so on. */
  static async create(folder: string, stem: string, sync: boolean): Promise<AuditFile> {
    const heads = join(folder, 'heads');
    await makeFolder(heads);
    for (let count = 1; count <= maxNames; count += 1) {
      const name = count === 1 ? `${stem}.jsonl` : `${stem}_${count}.jsonl`;
      const headPath = join(heads, name);
      const head: Head = { lines: 0, hash: lineHash(name), pending: null };
      // The head first: a file left without one could not be told from one whose head was removed.
      if (!(await createHead(headPath, head, sync))) continue;
      try {
        return new AuditFile(await open(join(folder, name), 'ax', 0o600), head, headPath, sync);
      } catch (thrown) {
        await rm(headPath, { force: true });
        if (!isSystemError(thrown, 'EEXIST')) throw thrown;
      }
    }
    throw new Error(`${maxNames} files have the name ${stem}`);
  }

  /** `toLine` gets the hash of the line before and gives the line, without line feed. */
  async append(toLine: (prev: string) => string): Promise<void> {
    const { lines, hash } = this.#head;
    const line = toLine(hash);
    const next = lineHash(line);
    // Announced first: a line that a crash cut short is then told apart from one that someone cut off.
    await writeHead(this.#headPath, { lines, hash, pending: next }, this.#sync);
    await this.#file.appendFile(`${line}\n`);
    if (this.#sync) await this.#file.datasync();
    this.#head = { lines: lines + 1, hash: next, pending: null };
    await writeHead(this.#headPath, this.#head, this.#sync);
  }

  /** Whether someone has removed the file meanwhile. */
  async isRemoved(): Promise<boolean> {
    return (await this.#file.stat()).nlink === 0;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
