import type { ParsedKey } from 'ssh2';
import { abortReason, untilAborted } from '../../base/abort.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { AuthMethod, Device, KeyFileReader, SecretReader } from '../../model/device.ts';
import { type Failure, failure } from '../../model/failure.ts';
import { AgentKey, type AgentSocket, agentKeysBeside } from './agent-keys.ts';
import { agentLabel, type Credential, type Credentials } from './credential.ts';
import type { PrivateKeyCache } from './private-key-cache.ts';

export interface CredentialSources {
  readonly secrets: SecretReader;
  readonly keyFiles: KeyFileReader;
  readonly privateKeys: PrivateKeyCache;
  /** The agent of SSH_AUTH_SOCK; null where that is not set. */
  readonly agent: AgentSocket | null;
}

/** Why one method cannot be used; thrown and caught in this file only. */
class Unusable extends Error {
  readonly hint: string | undefined;

  constructor(note: string, hint?: string) {
    super(note);
    this.hint = hint;
  }
}

const blobOf = (key: ParsedKey): string => key.getPublicSSH().toString('base64');

/** Reads what the device's `auth` names, in its order, each credential once even where it is named twice. */
export async function readCredentials(
  device: Device,
  sources: CredentialSources,
  signal: AbortSignal,
): Promise<Credentials> {
  const usable: Credential[] = [];
  const notes: string[] = [];
  let hint: string | undefined;
  const blobs = new Set<string>();
  const passwords = new Set<string>();

  for (const method of device.auth) {
    try {
      const credential = await read(method, sources, signal);
      if (credential.kind === 'agent') {
        const fresh = credential.keys.filter((key) => !blobs.has(blobOf(key)));
        const mayOffer = agentKeysBeside(device.auth.length - 1);
        const keys = fresh.slice(0, mayOffer);
        for (const key of keys) {
          blobs.add(blobOf(key));
          usable.push({ kind: 'agent', label: agentLabel, agent: new AgentKey(credential.agent, key) });
        }
        const rest = fresh.length - keys.length;
        if (rest > 0)
          notes.push(
            `${rest} more ${rest === 1 ? 'key' : 'keys'} of the agent (at most ${mayOffer} ${mayOffer === 1 ? 'is' : 'are'} offered here)`,
          );
      } else if (credential.kind === 'key') {
        if (blobs.has(blobOf(credential.key))) continue;
        blobs.add(blobOf(credential.key));
        usable.push(credential);
      } else {
        if (passwords.has(credential.password.reveal())) continue;
        passwords.add(credential.password.reveal());
        usable.push(credential);
      }
    } catch (thrown) {
      if (signal.aborted) throw abortReason(signal);
      if (!(thrown instanceof Unusable)) throw thrown;
      notes.push(thrown.message);
      hint ??= thrown.hint;
    }
  }
  return { usable, notes, hint };
}

type ReadCredential =
  | { readonly kind: 'agent'; readonly keys: readonly ParsedKey[]; readonly agent: AgentSocket }
  | Exclude<Credential, { kind: 'agent' }>;

async function read(method: AuthMethod, sources: CredentialSources, signal: AbortSignal): Promise<ReadCredential> {
  switch (method.method) {
    case 'agent':
      return readAgent(sources.agent, signal);
    case 'key':
      return readKey(method, sources, signal);
    case 'password': {
      const password = await attempt('password', () => sources.secrets.read(method.source, signal));
      if (password.reveal() === '') throw new Unusable('password: it is empty');
      return { kind: 'password', label: 'password', password };
    }
  }
}

async function readAgent(agent: AgentSocket | null, signal: AbortSignal): Promise<ReadCredential> {
  const hint = 'start ssh-agent and `ssh-add` the key, or take `agent` out of `auth`';
  if (agent === null) throw new Unusable('agent: SSH_AUTH_SOCK is not set', hint);
  const keys = await untilAborted(agent.list(), signal).catch(() => {
    throw new Unusable('agent: it does not answer at SSH_AUTH_SOCK', hint);
  });
  if (keys.length === 0) throw new Unusable('agent: it holds no key', hint);
  return { kind: 'agent', keys, agent };
}

async function readKey(
  { path, passphrase }: Extract<AuthMethod, { method: 'key' }>,
  { keyFiles, secrets, privateKeys }: CredentialSources,
  signal: AbortSignal,
): Promise<ReadCredential> {
  const label = `key ${path}`;
  const content = await attempt(label, () => untilAborted(keyFiles.read(path), signal));
  let parsed = privateKeys.parse(content, null);
  if (!parsed.ok && parsed.encrypted) {
    if (passphrase === null) {
      throw new Unusable(
        `${label}: it is encrypted and no passphrase is given`,
        'add `passphrase: {env: …}` (or file, command) to the key, or load it into ssh-agent and use `agent`',
      );
    }
    const secret = await attempt(label, () => secrets.read(passphrase, signal));
    parsed = privateKeys.parse(content, secret.reveal());
  }
  if (parsed.ok) return { kind: 'key', label, key: parsed.key };
  throw new Unusable(
    `${label}: ${parsed.reason}`,
    parsed.encrypted
      ? 'check the passphrase with `ssh-keygen -y -f` and that file'
      : `\`ssh-keygen -p -f\` and that file rewrites a key in OpenSSH's format`,
  );
}

/** A reader's refusal as a note that names the method. */
async function attempt<T>(label: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof RollcallError) || thrown.code !== 'auth_failed') throw thrown;
    const known = label.startsWith('key ') && thrown.message.includes(label.slice(4));
    throw new Unusable(known ? thrown.message : `${label}: ${thrown.message}`, thrown.hint);
  }
}

/** Nothing to log in with: no packet leaves for such a device. */
export function noCredentials({ notes, hint }: Credentials): Failure {
  if (notes.length === 0) {
    return failure('auth_failed', 'no way to log in is configured', {
      phase: 'credentials',
      hint: 'give the device `auth`: agent, key or password',
    });
  }
  return failure('auth_failed', `no credential could be read: ${notes.join('; ')}`, { phase: 'credentials', hint });
}
