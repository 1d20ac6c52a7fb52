import { BlockList, isIP } from 'node:net';
import { RollcallError } from '../base/rollcall-error.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** The address to listen on, without brackets. `localhost` is 127.0.0.1, whatever the resolver says. */
export function listenAddress(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return bare.toLowerCase() === 'localhost' ? '127.0.0.1' : bare;
}

/** Whether only this machine can reach it (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). A name other than `localhost` is not. */
export function isLoopback(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** An address as it stands in a URL or a Host header. */
export function urlHost(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}

/** A name or address as the check of Host and Origin spells it (WHATWG URL, host parsing). Throws `bad_request`. */
export function canonicalHost(name: string): string {
  const text = `http://${urlHost(name)}`;
  const host = URL.canParse(text) ? new URL(text) : null;
  // Else it is more than a host (a port, a path, a user), or a pattern, which the check does not know.
  if (host !== null && !/[*/]/.test(name) && host.href === `http://${host.hostname}/`) return host.hostname;
  throw new RollcallError('bad_request', `${JSON.stringify(name)} is no host name`, {
    hint: 'give a name as it stands in the URL that clients use, without scheme and port: rollcall.example',
    phase: 'request',
  });
}
