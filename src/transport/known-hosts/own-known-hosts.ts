import { randomUUID } from 'node:crypto';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { abortReason, onAbort, untilAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { makeFolder } from '../../base/make-folder.ts';
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
import { readKnownHosts } from './read-known-hosts.ts';
import { withoutHost } from './without-host.ts';

interface Waiting {
  readonly device: Device;
  readonly key: OfferedKey;
  readonly others: readonly KnownHostsSource[];
  readonly resolve: (verdict: HostKeyVerdict) => void;
  readonly reject: (thrown: unknown) => void;
}

/** Keys that go out in one write. */
interface Batch {
  readonly waiting: Set<Waiting>;
  /** Aborts when nobody waits for it any more. */
  readonly unwanted: AbortController;
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
  /** The one that has not begun and takes more keys. */
  #next: Batch | null = null;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(file: KnownHostsFile, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  /** Appends the key unless the host is known by now; the verdict is `known` or why it must not be taken. */
  remember(
    device: Device,
    key: OfferedKey,
    others: readonly KnownHostsSource[],
    signal: AbortSignal,
  ): Promise<HostKeyVerdict> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortReason(signal));
      const batch = this.#openBatch();
      const waiting: Waiting = {
        device,
        key,
        others,
        resolve(verdict) {
          stop();
          resolve(verdict);
        },
        reject(thrown) {
          stop();
          reject(thrown);
        },
      };
      batch.waiting.add(waiting);
      const stop = onAbort(signal, () => {
        batch.waiting.delete(waiting);
        if (batch.waiting.size === 0) batch.unwanted.abort(abortReason(signal));
        reject(abortReason(signal));
      });
    });
  }

  /** Lets this key be the only plain one of the host; other lines and comments stay as they are. */
  replace(device: Device, key: OfferedKey, signal: AbortSignal): Promise<void> {
    const turn = this.#inTurn(signal, async () => {
      const kept = withoutHost(await readKnownHosts(this.#file.path), hostAddress(device.host, device.port));
      const next = `${this.#file.path}.${randomUUID()}`;
      try {
        await writeFile(next, `${kept}${lineOf(device, key)}`, { mode: 0o600, flag: 'wx' });
        await rename(next, this.#file.path);
      } finally {
        await rm(next, { force: true });
      }
    });
    return untilAborted(turn, signal);
  }

  #openBatch(): Batch {
    if (this.#next !== null && !this.#next.unwanted.signal.aborted) return this.#next;
    const batch: Batch = { waiting: new Set(), unwanted: new AbortController() };
    this.#next = batch;
    this.#inTurn(batch.unwanted.signal, () => this.#append(batch))
      .then((settle) => settle())
      .catch((thrown: unknown) => {
        this.#begin(batch);
        for (const { reject } of batch.waiting) reject(thrown);
      });
    return batch;
  }

  /** From now on it takes no more keys. */
  #begin(batch: Batch): void {
    if (this.#next === batch) this.#next = null;
  }

  /** One after the other. The signal ends the wait; work that has begun goes on to its end. */
  #inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const turn = this.#busy.then(async () => {
      try {
        await makeFolder(dirname(this.#file.path));
        return await withFileLock(`${this.#file.path}.lock`, { clock: this.#clock, signal }, work);
      } catch (thrown) {
        throw this.#notWritten(thrown);
      }
    });
    this.#busy = turn.catch(() => {});
    return turn;
  }

  /** Returns how to tell those who wait: they hear of it once the lock is gone. */
  async #append(batch: Batch): Promise<() => void> {
    const hosts = await this.#file.readAgain();
    this.#begin(batch);
    const waiting = [...batch.waiting];
    try {
      const { verdicts, text } = this.#judgeAll(waiting, hosts);
      if (text !== '') {
        await this.#appendText(text);
        await this.#file.adopt(hosts);
      }
      return () => {
        for (const [index, { resolve }] of waiting.entries()) resolve(verdicts[index] ?? { verdict: 'known' });
      };
    } catch (thrown) {
      this.#file.invalidate();
      return () => {
        for (const { reject } of waiting) reject(this.#notWritten(thrown));
      };
    }
  }

  #judgeAll(waiting: readonly Waiting[], hosts: KnownHosts): { verdicts: readonly HostKeyVerdict[]; text: string } {
    const own = { path: this.#file.path, hosts };
    let text = '';
    const verdicts = waiting.map(({ device, key, others }): HostKeyVerdict => {
      const verdict = judgeHostKey([own, ...others], device.host, device.port, key);
      if (verdict.verdict !== 'unknown') return verdict;
      const line = lineOf(device, key);
      hosts.append(parseKnownHosts(line).entries);
      text += line;
      return { verdict: 'known' };
    });
    return { verdicts, text };
  }

  async #appendText(text: string): Promise<void> {
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
