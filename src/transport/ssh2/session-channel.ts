import type { Duplex, Readable } from 'node:stream';
import type { Client } from 'ssh2';
import { RollcallError } from '../../base/rollcall-error.ts';

/** What ssh2 itself announces for a channel; its bookkeeping counts on these values (ssh2/lib/Channel.js). */
const windowBytes = 2 * 1_024 * 1_024;
const packetBytes = 32 * 1_024;

/** A session channel before any request was made on it. */
export interface SessionChannel extends Duplex {
  readonly stderr: Readable;
  readonly incoming: { readonly state: string };
  readonly outgoing: { readonly id: number };
  /** Takes the replies to our requests, in order; `true` is a refusal, or a channel that closed before it replied. */
  readonly _callbacks: ((failed: boolean | Error) => void)[];
  /** Sends a signal request (RFC 4254 §6.9), which the device does not answer. */
  signal(name: string): void;
  close(): void;
}

type Opened = (error: (Error & { reason?: unknown }) | undefined, channel?: SessionChannel) => void;

interface ChannelLayer {
  readonly _chanMgr: { add(opened: Opened & { type: 'session' }): number };
  readonly _protocol: {
    session(id: number, window: number, packet: number): void;
    exec(id: number, command: string, wantReply: boolean): void;
  };
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries: ReadonlyMap<string, unknown> = new Map(names.map((name) => [name, Reflect.get(value, name)]));
  return names.every((name) => typeof entries.get(name) === 'function');
}

function hasChannelLayer(client: Client): client is Client & ChannelLayer {
  return (
    hasMethods(Reflect.get(client, '_chanMgr'), ['add']) &&
    hasMethods(Reflect.get(client, '_protocol'), ['session', 'exec'])
  );
}

function channelLayer(client: Client): ChannelLayer {
  if (hasChannelLayer(client)) return client;
  throw new RollcallError('defect', 'this version of ssh2 is not one that rollcall knows', {
    hint: 'install the version named in package-lock.json',
  });
}

/**
 * Opens a session channel and nothing more. ssh2's own `exec()` sends the command as soon as the channel opens and
 * hands the channel out only after the device replied: a command cancelled meanwhile would still be sent, and one on a
 * device that never replies could not be closed. So the three calls beneath `exec()` are made here.
 */
export function openSession(client: Client, opened: Opened): void {
  const { _chanMgr, _protocol } = channelLayer(client);
  const id = _chanMgr.add(
    Object.assign((...args: Parameters<Opened>) => opened(...args), { type: 'session' as const }),
  );
  _protocol.session(id, windowBytes, packetBytes);
}

/** Sends the exec request (RFC 4254 §6.5); `replied` gets the device's answer to it. */
export function requestExec(
  client: Client,
  channel: SessionChannel,
  line: string,
  replied: (accepted: boolean) => void,
): void {
  channel._callbacks.push((failed) => replied(failed === false));
  channelLayer(client)._protocol.exec(channel.outgoing.id, line, true);
}

/**
 * Calls `listener` once when the device's CHANNEL_EOF comes. The stream's `end` does not tell: it follows a
 * CHANNEL_CLOSE without EOF too. ssh2 ends the stream with `push(null)` after it has set `incoming.state`.
 */
export function onEof(channel: SessionChannel, listener: () => void): void {
  const push = channel.push.bind(channel);
  channel.push = (chunk, encoding) => {
    if (chunk === null && channel.incoming.state === 'eof') listener();
    return push(chunk, encoding);
  };
}
