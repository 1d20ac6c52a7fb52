import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../base/is-system-error.ts';
import { makeFolder } from '../base/make-folder.ts';
import { type Head, writeHead } from './head-file.ts';
import { lineHash } from './line-hash.ts';

/** Processes that begin in the same millisecond with the same pid: only ever a test, or a clock set back. */
const maxNames = 1_000;

/** One file of the log with its head. Lines are written one after the other: the caller waits for each. */
export class AuditFile {
  readonly #file: FileHandle;
  readonly #headPath: string;
  readonly #sync: boolean;
  #head: Head;

  private constructor(file: FileHandle, name: string, headPath: string, sync: boolean) {
    this.#file = file;
    this.#headPath = headPath;
    this.#sync = sync;
    this.#head = { lines: 0, hash: lineHash(name), pending: null };
  }

  /** A new file of its own (0600), named `<stem>.jsonl` or, where that is taken, `<stem>_2.jsonl` and so on. */
  static async create(folder: string, stem: string, sync: boolean): Promise<AuditFile> {
    const heads = join(folder, 'heads');
    await makeFolder(heads);
    const { file, name } = await openNew(folder, stem);
    try {
      const made = new AuditFile(file, name, join(heads, name), sync);
      await writeHead(made.#headPath, made.#head, sync);
      return made;
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
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

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function openNew(folder: string, stem: string): Promise<{ file: FileHandle; name: string }> {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? `${stem}.jsonl` : `${stem}_${count}.jsonl`;
    try {
      return { file: await open(join(folder, name), 'ax', 0o600), name };
    } catch (thrown) {
      if (!isSystemError(thrown, 'EEXIST') || count === maxNames) throw thrown;
    }
  }
}
