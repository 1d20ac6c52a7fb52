import { stat } from 'node:fs/promises';
import { isSystemError } from '../../base/is-system-error.ts';
import type { Logger } from '../../base/logger.ts';
import { KnownHosts } from './known-hosts.ts';
import { parseKnownHosts } from './parse-known-hosts.ts';
import { notRead, readKnownHosts } from './read-known-hosts.ts';

const missing = 'missing';

/** Line numbers that one warning names. */
const maxNamedLines = 10;

/** One known_hosts file, parsed again only when its stamp (inode, size, times) changes: a thousand dials read it once. */
export class KnownHostsFile {
  readonly path: string;
  readonly #logger: Logger;
  #stamp: string | null = null;
  #hosts = new KnownHosts([]);
  #reading: Promise<KnownHosts> | null = null;

  constructor(path: string, logger: Logger) {
    this.path = path;
    this.#logger = logger;
  }

  /** The present lines; none where the file does not exist. Throws `host_key` where it cannot be read. */
  read(): Promise<KnownHosts> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** As `read`, but never the answer of a look that began before this call. */
  async readAgain(): Promise<KnownHosts> {
    await this.#reading?.catch(() => {});
    return this.read();
  }

  /** Forgets what was read. */
  invalidate(): void {
    this.#stamp = null;
  }

  /** Takes the file as it is now for what `hosts` holds, after a write of our own under the lock. */
  async adopt(hosts: KnownHosts): Promise<void> {
    this.#hosts = hosts;
    this.#stamp = await this.#stampNow();
  }

  async #read(): Promise<KnownHosts> {
    try {
      const stamp = await this.#stampNow();
      if (stamp === this.#stamp) return this.#hosts;
      const { entries, badLines, nextLine } = parseKnownHosts(await readKnownHosts(this.path));
      this.#warnOf(badLines);
      this.#hosts = new KnownHosts(entries, nextLine);
      // The stamp was taken before the read: a write in between shows as another stamp next time.
      this.#stamp = stamp;
      return this.#hosts;
    } catch (thrown) {
      throw notRead(this.path, thrown);
    }
  }

  #warnOf(badLines: readonly number[]): void {
    if (badLines.length === 0) return;
    const more = badLines.length - maxNamedLines;
    const left = more > 0 ? `, and ${more} more` : '';
    const fields = { file: this.path, lines: badLines.slice(0, maxNamedLines) };
    this.#logger.warn(fields, `known_hosts lines not understood and passed over${left}`);
  }

  async #stampNow(): Promise<string> {
    try {
      const { ino, size, mtimeNs, ctimeNs } = await stat(this.path, { bigint: true });
      return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
    } catch (thrown) {
      if (isSystemError(thrown, 'ENOENT')) return missing;
      throw thrown;
    }
  }
}
