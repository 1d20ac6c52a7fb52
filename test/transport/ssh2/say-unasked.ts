import type { Connection as ServerConnection } from 'ssh2';

/**
 * Sends SSH_MSG_USERAUTH_SUCCESS or _FAILURE to a client that has asked for nothing, and resolves when it has read it.
 * The library has no public way to do so.
 */
export function sayUnasked(connection: ServerConnection, what: 'authSuccess' | 'authFailure'): Promise<void> {
  const protocol: unknown = Reflect.get(connection, '_protocol');
  if (typeof protocol !== 'object' || protocol === null) throw new Error('the SSH library has changed');
  const queue: unknown = Reflect.get(protocol, '_authsQueue');
  const say: unknown = Reflect.get(protocol, what);
  if (!Array.isArray(queue) || typeof say !== 'function') throw new Error('the SSH library has changed');
  queue.push('none');
  say.call(protocol, ['publickey'], false);
  return new Promise((resolve) => {
    // A channel that no client opens: it comes after the answer, and the refusal of it tells that both were read.
    connection.forwardOut('127.0.0.1', 1, '127.0.0.1', 1, () => resolve());
  });
}
