import { readFile, stat } from 'node:fs/promises';
import type { Logger } from '../../base/logger.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import { systemErrorText } from '../../base/system-error-text.ts';
import { KnownHosts } from './known-hosts.ts';
import { parseKnownHosts } from './parse-known-hosts.ts';

const missing = 'missing';

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
      const text = stamp === missing ? '' : await readFile(this.path, 'utf8');
      const { entries, badLines, nextLine } = parseKnownHosts(text);
      if (badLines.length > 0) {
        this.#logger.warn({ file: this.path, lines: badLines }, 'known_hosts lines not understood and passed over');
      }
      this.#hosts = new KnownHosts(entries, nextLine);
      // The stamp was taken before the read: a write in between shows as another stamp next time.
      this.#stamp = stamp;
      return this.#hosts;
    } catch (thrown) {
      throw new RollcallError('host_key', `cannot read ${this.path}: ${systemErrorText(thrown)}`, {
        phase: 'host_key',
        hint: 'make it readable, or name another file as known_hosts: while it is unread, a changed key would go unnoticed',
        cause: thrown,
      });
    }
  }

  async #stampNow(): Promise<string> {
    try {
      const { ino, size, mtimeNs, ctimeNs } = await stat(this.path, { bigint: true });
      return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return missing;
      throw thrown;
    }
  }
}
