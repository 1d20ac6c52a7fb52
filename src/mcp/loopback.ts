import { BlockList, isIP } from 'node:net';
import { RollcallError } from '../base/rollcall-error.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * The loopback address to listen on (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). `localhost` is 127.0.0.1, whatever the resolver
 * says. Anything else is refused: without access tokens, everyone who reaches the port could run commands.
 */
export function loopbackAddress(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (bare.toLowerCase() === 'localhost') return '127.0.0.1';
  const family = isIP(bare);
  if (family !== 0 && loopback.check(bare, family === 6 ? 'ipv6' : 'ipv4')) return bare;
  throw new RollcallError('bad_request', `HTTP on "${host}" is refused: there are no access tokens yet`, {
    hint: 'serve on 127.0.0.1 or [::1]; reach it from elsewhere through an SSH port forward (ssh -L)',
  });
}

/** An address as it stands in a URL or a Host header. */
export function urlHost(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}
