import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expandPath } from '../base/expand-path.ts';
import { ProblemList } from '../base/problem-list.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import type { InventoryContext } from './inventory-context.ts';
import { parseSshConfig, type SshBlock } from './ssh-config-file.ts';
import { type SshHost, sshHost } from './ssh-config-hosts.ts';

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
    try {
      const problems = new ProblemList(shownPath);
      const blocks = parseSshConfig(await readFile(path, 'utf8'), problems);
      return { blocks, problem: textOf(problems) };
    } catch (thrown) {
      return { blocks: [], problem: `${shownPath} cannot be read: ${systemErrorText(thrown)}` };
    }
  }
}

function textOf(problems: ProblemList): string | null {
  return problems.count === 0 ? null : problems.toError('bad_inventory', '').message;
}
