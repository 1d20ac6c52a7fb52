import { abortReason, onAbort } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { Semaphore } from '../../base/semaphore.ts';
import type { Device, KeyFileReader, SecretReader } from '../../model/device.ts';
import { type Failure, failureFrom } from '../../model/failure.ts';
import type { DialAnswer, Dialer, DialOptions } from '../connection.ts';
import type { HostKeyStore } from '../host-keys.ts';
import type { LoginGate } from '../login-gate.ts';
import { AgentSocket } from './agent-keys.ts';
import { AuthSequence } from './auth-sequence.ts';
import type { Credential } from './credential.ts';
import { HostResolver, type Resolve } from './host-resolver.ts';
import { logIn } from './log-in.ts';
import { PrivateKeyCache } from './private-key-cache.ts';
import { noCredentials, readCredentials } from './read-credentials.ts';
import type { Ssh2Connection } from './ssh2-connection.ts';

export interface Ssh2DialerOptions {
  readonly hostKeys: HostKeyStore;
  readonly secrets: SecretReader;
  readonly keyFiles: KeyFileReader;
  /** Decides when a password that is not proven may go out. */
  readonly gate: LoginGate;
  /** Bounds handshakes in flight. */
  readonly handshakes: Semaphore;
  /** Between keepalives on an idle connection; three unanswered end it. */
  readonly keepaliveMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** For SSH_AUTH_SOCK. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly resolve?: Resolve;
}

export interface Ssh2Dialer extends Dialer {
  /** Ends every dial and connection and resolves when their sockets are gone. Later dials fail. */
  close(): Promise<void>;
}

/** The dialer on ssh2. Names are resolved and credentials read before a handshake slot is asked for. */
export function createSsh2Dialer(options: Ssh2DialerOptions): Ssh2Dialer {
  const { hostKeys, secrets, keyFiles, gate, handshakes, keepaliveMs, clock, logger, env } = options;
  const resolver = new HostResolver({ clock, resolve: options.resolve });
  let closing: RollcallError | null = null;
  const dials = new Map<AbortController, Promise<DialAnswer>>();
  const connections = new Set<Ssh2Connection>();
  const privateKeys = new PrivateKeyCache();
  const agentPath = env.SSH_AUTH_SOCK;
  const agent = agentPath === undefined || agentPath === '' ? null : new AgentSocket(agentPath, clock);

  async function dialUnder(
    signal: AbortSignal,
    device: Device,
    { onStart, onConnected }: Pick<DialOptions, 'onStart' | 'onConnected'>,
  ): Promise<DialAnswer> {
    const resolved = await resolver.resolve(device.host, { timeoutMs: device.connectTimeoutMs, signal });
    if (!resolved.ok) return resolved;
    const credentials = await readCredentials(device, { secrets, keyFiles, privateKeys, agent }, signal);
    if (credentials.usable.length === 0) return { ok: false, failure: noCredentials(credentials) };
    const heldBack = await refusalOfAll(device, credentials.usable, gate);
    if (heldBack !== null) return { ok: false, failure: heldBack };
    const knownTypes = await hostKeys.knownTypes(device);
    const permit = await handshakes.acquire(signal);
    try {
      onStart();
      const answer = await logIn({
        device,
        addresses: resolved.addresses,
        knownTypes,
        auth: new AuthSequence(device.username, credentials.usable),
        gate,
        notes: credentials.notes,
        keepaliveMs,
        clock,
        signal,
        onConnected,
        checkHostKey: (key, whileDialling) => hostKeys.check(device, key, whileDialling),
      });
      if (answer.ok) {
        const { connection } = answer;
        connections.add(connection);
        connection.gone.finally(() => connections.delete(connection)).catch(() => {}); // it does not reject
      }
      return answer;
    } finally {
      for (const credential of credentials.usable) if (credential.kind === 'agent') credential.agent.close();
      permit.release();
    }
  }

  async function dialLinked(controller: AbortController, device: Device, options: DialOptions): Promise<DialAnswer> {
    const unlink = onAbort(options.signal, () => controller.abort(abortReason(options.signal)));
    try {
      if (controller.signal.aborted) throw abortReason(controller.signal);
      const answer = await dialUnder(controller.signal, device, options);
      if (!answer.ok) logger.debug({ device: device.name, ...answer.failure.error }, 'dial failed');
      return answer;
    } catch (thrown) {
      return { ok: false, failure: failureFrom(controller.signal.aborted ? abortReason(controller.signal) : thrown) };
    } finally {
      unlink();
    }
  }

  return {
    dial(device, dialOptions) {
      const controller = new AbortController();
      if (closing !== null) controller.abort(closing);
      const dialling = dialLinked(controller, device, dialOptions);
      dials.set(controller, dialling);
      return dialling.finally(() => dials.delete(controller));
    },

    async close() {
      closing ??= new RollcallError('cancelled', 'rollcall is closing');
      for (const controller of dials.keys()) controller.abort(closing);
      await Promise.all(dials.values());
      await Promise.all([...connections].map((connection) => connection.close()));
      agent?.close();
      privateKeys.clear();
    },
  };
}

/** Where every credential is a password that is held back, the device need not be dialled. */
async function refusalOfAll(
  { username }: Device,
  credentials: readonly Credential[],
  gate: LoginGate,
): Promise<Failure | null> {
  let first: Failure | null = null;
  for (const credential of credentials) {
    const refusal = credential.kind === 'password' ? await gate.refusal(username, credential.password) : null;
    if (refusal === null) return null;
    first ??= refusal;
  }
  return first;
}
