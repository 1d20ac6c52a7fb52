import { setImmediate as nextTurn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import { Secret } from '../../../src/base/secret.ts';
import { Semaphore } from '../../../src/base/semaphore.ts';
import type { AuthMethod, Device, KeyFileReader, SecretReader } from '../../../src/model/device.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { Connection, DialAnswer, ExecAnswer } from '../../../src/transport/connection.ts';
import { createHostKeyStore } from '../../../src/transport/known-hosts/create-host-key-store.ts';
import { createLoginGate } from '../../../src/transport/login-gate/create-login-gate.ts';
import {
  createSsh2Dialer,
  type Ssh2Dialer,
  type Ssh2DialerOptions,
} from '../../../src/transport/ssh2/create-ssh2-dialer.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import type { MockSshServer } from '../../support/mock-ssh-server.ts';
import { sampleDevice } from '../../support/sample-device.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A signal that never aborts, of its own for each use. */
export const never = (): AbortSignal => new AbortController().signal;

const unreadable = (what: string): RollcallError =>
  new RollcallError('auth_failed', `${what} cannot be read`, { phase: 'credentials', hint: 'set it' });

const plainSecrets: SecretReader = {
  read(source) {
    if (source.from === 'plain') return Promise.resolve(source.secret);
    return Promise.reject(unreadable(source.from === 'env' ? `$${source.name}` : source.from));
  },
};

/** Key files by path; any other path cannot be read. */
export function keyFiles(files: Readonly<Record<string, string>>): KeyFileReader {
  return {
    read(path) {
      const content = files[path];
      return content === undefined ? Promise.reject(unreadable(path)) : Promise.resolve(Buffer.from(content));
    },
  };
}

export const password = (value: string): AuthMethod => ({
  method: 'password',
  source: { from: 'plain', secret: new Secret(value) },
});

export const keyFile = (path: string, passphrase: string | null = null): AuthMethod => ({
  method: 'key',
  path,
  passphrase: passphrase === null ? null : { from: 'plain', secret: new Secret(passphrase) },
});

/** A dialer with a home of its own that ends with the test. */
export function startDialer(changes: Partial<Ssh2DialerOptions> = {}): Ssh2Dialer {
  const gate = createLoginGate({ homeDir: temporaryFolder(), logger: silentLogger, clock: systemClock });
  const dialer = createSsh2Dialer({
    hostKeys: createHostKeyStore({ homeDir: temporaryFolder(), logger: silentLogger, clock: systemClock }),
    secrets: plainSecrets,
    keyFiles: keyFiles({}),
    gate,
    handshakes: new Semaphore(8),
    keepaliveMs: 15_000,
    clock: systemClock,
    logger: silentLogger,
    env: {},
    ...changes,
  });
  onTestFinished(async () => {
    await dialer.close();
    await gate.close();
  });
  return dialer;
}

export function deviceAt({ port }: Pick<MockSshServer, 'port'>, changes: Partial<Device> = {}): Device {
  return sampleDevice('r1', { port, auth: [password('right')], connectTimeoutMs: 10_000, ...changes });
}

export function dial(dialer: Ssh2Dialer, device: Device, signal = never()): Promise<DialAnswer> {
  return dialer.dial(device, { signal, onStart: () => {} });
}

export async function connect(dialer: Ssh2Dialer, device: Device): Promise<Connection> {
  const answer = await dial(dialer, device);
  if (!answer.ok) throw new Error(`dial failed: ${JSON.stringify(answer.failure)}`);
  return answer.connection;
}

/** Outcome, phase and texts of a dial that must fail. */
export async function failedDial(dialer: Ssh2Dialer, device: Device, signal = never()): Promise<FlatFailure> {
  const answer = await dial(dialer, device, signal);
  if (answer.ok) throw new Error('the dial succeeded');
  return flat(answer.failure);
}

export interface FlatFailure {
  readonly outcome: string;
  readonly phase: string | undefined;
  readonly message: string;
  readonly hint: string;
}

export function flat({ outcome, error }: Failure): FlatFailure {
  return { outcome, phase: error.phase, message: error.message, hint: error.hint ?? '' };
}

export interface ExecRecord {
  readonly answer: ExecAnswer;
  readonly stdout: string;
  readonly stderr: string;
}

export async function exec(connection: Connection, line: string, signal = never()): Promise<ExecRecord> {
  const streams = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  const answer = await connection.exec(line, { signal, onOutput: (stream, bytes) => streams[stream].push(bytes) });
  const text = (parts: readonly Uint8Array[]): string => Buffer.concat(parts).toString();
  return { answer, stdout: text(streams.stdout), stderr: text(streams.stderr) };
}

export interface FlatEnd extends FlatFailure {
  readonly written: boolean;
  readonly exitStatus?: number;
}

/** An exec that must fail. */
export function failed(answer: ExecAnswer): FlatEnd {
  if (answer.ended !== 'failed') throw new Error(`ended: ${answer.ended}`);
  const { ended: _, failure, ...rest } = answer;
  return { ...rest, ...flat(failure) };
}

/** Resolves when so many timers run: what the test waits for has come over the loopback and set one. */
export async function untilPending(clock: FakeClock, count: number): Promise<void> {
  while (clock.pending !== count) await nextTurn();
}
