import type { Connection as ServerConnection } from 'ssh2';

/** Makes the server of a connection deaf to CHANNEL_CLOSE: it neither confirms one nor stops sending. */
export function ignoreClose(connection: ServerConnection): void {
  const protocol: unknown = Reflect.get(connection, '_protocol');
  const handlers: unknown = typeof protocol === 'object' && protocol !== null && Reflect.get(protocol, '_handlers');
  if (typeof handlers !== 'object' || handlers === null || !('CHANNEL_CLOSE' in handlers)) {
    throw new Error('this version of ssh2 has other handlers');
  }
  handlers.CHANNEL_CLOSE = () => {};
}
