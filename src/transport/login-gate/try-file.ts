import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { isSystemError } from '../../base/is-system-error.ts';
import { makeFolder } from '../../base/make-folder.ts';
import type { Secret } from '../../base/secret.ts';
import { withFileLock } from '../known-hosts/file-lock.ts';
import type { LoginEnd } from '../login-gate.ts';
import { judgeTries, type LoginTry, remembered, type TryVerdict } from './login-tries.ts';

const keyBytes = 32;

export type Claim = { readonly kind: 'claimed'; readonly id: string } | Exclude<TryVerdict, { kind: 'free' }>;

type Table = Map<string, readonly LoginTry[]>;

/**
 * Tries of unproven passwords under `$ROLLCALL_HOME`, shared by processes. A login is known by a hash of user name and
 * password under a key of this installation; without that key the file says nothing about the password.
 */
export class TryFile {
  readonly #path: string;
  readonly #keyPath: string;
  readonly #clock: Clock;
  #key: Buffer | null = null;
  /** One after the other here, so that only other processes are waited for at the lock file. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(homeDir: string, clock: Clock) {
    this.#path = join(homeDir, 'login-tries.json');
    this.#keyPath = join(homeDir, 'login-tries.key');
    this.#clock = clock;
  }

  /** What the file says now, without a claim. */
  async look(username: string, password: Secret): Promise<TryVerdict> {
    const table = await this.#read();
    if (table.size === 0) return { kind: 'free' };
    const hash = hashOf(await this.#readKey(), username, password);
    return judgeTries(table.get(hash) ?? [], this.#clock.now());
  }

  /** Notes a try before it is made, so that two processes cannot make more than one alone might. */
  claim(username: string, password: Secret, signal: AbortSignal): Promise<Claim> {
    return this.#locked(signal, async () => {
      const table = await this.#read();
      const hash = hashOf(await this.#readKey(), username, password);
      const now = this.#clock.now();
      const tries = remembered(table.get(hash) ?? [], now);
      const verdict = judgeTries(tries, now);
      if (verdict.kind !== 'free') return verdict;
      const id = randomUUID();
      table.set(hash, [...tries, { id, at: now, refused: false }]);
      await this.#write(table);
      return { kind: 'claimed', id };
    });
  }

  settle(username: string, password: Secret, id: string, end: LoginEnd): Promise<void> {
    return this.#locked(new AbortController().signal, async () => {
      const table = await this.#read();
      const hash = hashOf(await this.#readKey(), username, password);
      const tries = table.get(hash) ?? [];
      const others = tries.filter((each) => each.id !== id);
      if (end === 'accepted') table.delete(hash);
      else if (end === 'withdrawn') table.set(hash, others);
      else table.set(hash, [...others, { id, at: this.#clock.now(), refused: true }]);
      await this.#write(table);
    });
  }

  /** Forgets every refusal. Resolves to how many logins were held back. */
  clear(signal: AbortSignal): Promise<number> {
    return this.#locked(signal, async () => {
      const table = await this.#read();
      const now = this.#clock.now();
      await rm(this.#path, { force: true });
      return [...table.values()].filter((tries) => judgeTries(tries, now).kind === 'refused').length;
    });
  }

  #locked<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const turn = this.#busy.then(async () => {
      await makeFolder(dirname(this.#path));
      return withFileLock(`${this.#path}.lock`, { clock: this.#clock, signal }, work);
    });
    this.#busy = turn.catch(() => {});
    return turn;
  }

  async #readKey(): Promise<Buffer> {
    if (this.#key !== null) return this.#key;
    const found = await readOrNull(this.#keyPath);
    if (found !== null && found.length === keyBytes) {
      this.#key = found;
      return found;
    }
    const made = randomBytes(keyBytes);
    await replaceFile(this.#keyPath, made);
    this.#key = made;
    return made;
  }

  async #read(): Promise<Table> {
    const content = await readOrNull(this.#path);
    return content === null ? new Map() : parseTable(content.toString('utf8'));
  }

  async #write(table: Table): Promise<void> {
    const now = this.#clock.now();
    const kept = [...table].filter(([, tries]) => remembered(tries, now).length > 0);
    await replaceFile(this.#path, Buffer.from(`${JSON.stringify(Object.fromEntries(kept))}\n`));
  }
}

function hashOf(key: Buffer, username: string, password: Secret): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([username, password.reveal()]))
    .digest('base64url');
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (thrown) {
    if (isSystemError(thrown, 'ENOENT')) return null;
    throw thrown;
  }
}

async function replaceFile(path: string, content: Buffer): Promise<void> {
  const next = `${path}.${randomUUID()}`;
  try {
    await writeFile(next, content, { mode: 0o600, flag: 'wx' });
    await rename(next, path);
  } finally {
    await rm(next, { force: true });
  }
}

/** What cannot be read is left out: the file is ours, and broken only by hand. */
function parseTable(text: string): Table {
  const table: Table = new Map();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return table;
  }
  if (typeof parsed !== 'object' || parsed === null) return table;
  for (const [hash, tries] of Object.entries(parsed)) {
    if (Array.isArray(tries)) table.set(hash, tries.filter(isTry));
  }
  return table;
}

function isTry(value: unknown): value is LoginTry {
  if (typeof value !== 'object' || value === null) return false;
  if (!('id' in value && 'at' in value && 'refused' in value)) return false;
  return typeof value.id === 'string' && Number.isFinite(value.at) && typeof value.refused === 'boolean';
}
