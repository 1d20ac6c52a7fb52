import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { devNull } from 'node:os';
import { dirname } from 'node:path';
import { expandPath } from '../base/expand-path.ts';
import { ProblemList } from '../base/problem-list.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import type { InventoryContext } from './inventory-context.ts';
import { parseSshConfig, type SshBlock } from './ssh-config-file.ts';
import { type SshHost, sshHost } from './ssh-config-hosts.ts';

/** Far more than any host list takes. */
const maxBytes = 16_777_216;

interface ParsedFile {
  readonly blocks: readonly SshBlock[];
  readonly problem: string | null;
}

/** The OpenSSH client configurations that devices of one inventory name, each read once. */
export class SshConfigFiles {
  readonly #context: InventoryContext;
  readonly #files = new Map<string, Promise<ParsedFile>>();

  constructor(context: InventoryContext) {
    this.#context = context;
  }

  /** What the file `shownPath` says about `host`; without a file the host as it is. */
  async hostOf(host: string, shownPath: string | undefined): Promise<SshHost & { readonly problem: string | null }> {
    if (shownPath === undefined) return { host, layer: {}, problem: null };
    const path = expandPath(shownPath, this.#context.baseDir, this.#context.homeDir);
    const file = this.#files.get(path) ?? this.#parse(path, shownPath);
    this.#files.set(path, file);
    const { blocks, problem } = await file;
    const problems = new ProblemList(shownPath);
    const found = sshHost(blocks, host, { ...this.#context, baseDir: dirname(path) }, problems);
    return { ...found, problem: problem ?? textOf(problems) };
  }

  async #parse(path: string, shownPath: string): Promise<ParsedFile> {
    if (path === devNull) return { blocks: [], problem: null };
    const unread = (why: string): ParsedFile => ({ blocks: [], problem: `${shownPath} cannot be read: ${why}` });
    let file: FileHandle;
    try {
      // Without O_NONBLOCK the opening of a FIFO would wait for a writer.
      file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    } catch (thrown) {
      return unread(systemErrorText(thrown));
    }
    try {
      const stats = await file.stat();
      if (!stats.isFile()) return unread('it is no regular file');
      if (stats.size > maxBytes) return unread(`it is larger than ${maxBytes} bytes`);
      const problems = new ProblemList(shownPath);
      const blocks = parseSshConfig(await file.readFile('utf8'), problems);
      return { blocks, problem: textOf(problems) };
    } catch (thrown) {
      return unread(systemErrorText(thrown));
    } finally {
      await file.close();
    }
  }
}

function textOf(problems: ProblemList): string | null {
  return problems.count === 0 ? null : problems.toError('bad_inventory', '').message;
}
