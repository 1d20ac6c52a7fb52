import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import { systemErrorText } from '../../base/system-error-text.ts';
import type { Device } from '../../model/device.ts';
import type { OfferedKey } from '../host-keys.ts';
import { withFileLock } from './file-lock.ts';
import { hostAddress } from './host-address.ts';
import { type HostKeyVerdict, judgeHostKey, type KnownHostsSource } from './judge-host-key.ts';
import type { KnownHosts } from './known-hosts.ts';
import type { KnownHostsFile } from './known-hosts-file.ts';
import { parseKnownHosts } from './parse-known-hosts.ts';
import { withoutHost } from './without-host.ts';

interface Waiting {
  readonly device: Device;
  readonly key: OfferedKey;
  readonly others: readonly KnownHostsSource[];
  readonly resolve: (verdict: HostKeyVerdict) => void;
  readonly reject: (thrown: unknown) => void;
}

function lineOf(device: Device, key: OfferedKey): string {
  return `${hostAddress(device.host, device.port)} ${key.type} ${Buffer.from(key.blob).toString('base64')}\n`;
}

/**
 * Writes rollcall's own known_hosts (0600). Every write happens under a lock file that other processes respect, after
 * the file was read again, so that one key is written once and two first keys of one host cannot both win. Keys that
 * arrive while a write is under way go out together in the next one.
 */
export class OwnKnownHosts {
  readonly #file: KnownHostsFile;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #busy: Promise<unknown> = Promise.resolve();

  constructor(file: KnownHostsFile, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  /** Appends the key unless the host is known by now; the verdict is `known` or why it must not be taken. */
  remember(device: Device, key: OfferedKey, others: readonly KnownHostsSource[]): Promise<HostKeyVerdict> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ device, key, others, resolve, reject });
      if (this.#waiting.length > 1) return;
      this.#inTurn(() => this.#appendWaiting())
        .then((settle) => settle())
        .catch((thrown: unknown) => {
          for (const waiting of this.#waiting.splice(0)) waiting.reject(thrown);
        });
    });
  }

  /** Lets this key be the only plain one of the host; other lines and comments stay as they are. */
  replace(device: Device, key: OfferedKey): Promise<void> {
    return this.#inTurn(async () => {
      const text = await readFile(this.#file.path, 'utf8').catch((thrown: unknown) => {
        if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return '';
        throw thrown;
      });
      const kept = withoutHost(text, hostAddress(device.host, device.port));
      const next = `${this.#file.path}.${randomUUID()}`;
      try {
        await writeFile(next, `${kept}${lineOf(device, key)}`, { mode: 0o600, flag: 'wx' });
        await rename(next, this.#file.path);
      } finally {
        await rm(next, { force: true });
      }
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#busy.then(async () => {
      try {
        await mkdir(dirname(this.#file.path), { recursive: true, mode: 0o700 });
        return await withFileLock(`${this.#file.path}.lock`, this.#clock, work);
      } catch (thrown) {
        throw this.#notWritten(thrown);
      }
    });
    this.#busy = turn.catch(() => {});
    return turn;
  }

  /** Returns how to tell those who wait: they hear of it once the lock is gone. */
  async #appendWaiting(): Promise<() => void> {
    const hosts = await this.#file.readAgain();
    const batch = this.#waiting.splice(0);
    try {
      const { verdicts, text } = this.#judgeBatch(batch, hosts);
      if (text !== '') {
        await this.#append(text);
        await this.#file.adopt(hosts);
      }
      return () => {
        for (const [index, { resolve }] of batch.entries()) resolve(verdicts[index] ?? { verdict: 'known' });
      };
    } catch (thrown) {
      this.#file.invalidate();
      return () => {
        for (const { reject } of batch) reject(this.#notWritten(thrown));
      };
    }
  }

  #judgeBatch(batch: readonly Waiting[], hosts: KnownHosts): { verdicts: readonly HostKeyVerdict[]; text: string } {
    const own = { path: this.#file.path, hosts };
    let text = '';
    const verdicts = batch.map(({ device, key, others }): HostKeyVerdict => {
      const verdict = judgeHostKey([own, ...others], device.host, device.port, key);
      if (verdict.verdict !== 'unknown') return verdict;
      const line = lineOf(device, key);
      hosts.append(parseKnownHosts(line).entries);
      text += line;
      return { verdict: 'known' };
    });
    return { verdicts, text };
  }

  async #append(text: string): Promise<void> {
    const file = await open(this.#file.path, 'a+', 0o600);
    try {
      const { size, mode } = await file.stat();
      if ((mode & 0o077) !== 0) await file.chmod(0o600);
      const last = size === 0 ? '\n' : (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer.toString('latin1');
      // A file edited by hand may lack its last line end.
      await file.appendFile(last === '\n' ? text : `\n${text}`);
    } finally {
      await file.close();
    }
  }

  #notWritten(thrown: unknown): RollcallError {
    if (thrown instanceof RollcallError) return thrown;
    return new RollcallError('host_key', `cannot write ${this.#file.path}: ${systemErrorText(thrown)}`, {
      phase: 'host_key',
      hint: 'make $ROLLCALL_HOME writable: a host key that cannot be remembered is not accepted',
      cause: thrown,
    });
  }
}
