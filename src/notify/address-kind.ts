import { BlockList, isIP } from 'node:net';

/**
 * `public`: reachable from anywhere. `private`: this machine or its own networks. `never`: link-local addresses, where
 * clouds keep their machines' credentials, and what is no address of one host.
 */
export type AddressKind = 'public' | 'private' | 'never';

const privateV4 = [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  // Shared between carriers and their customers (RFC 6598).
  ['100.64.0.0', 10],
  // Benchmarks and documentation (RFC 2544, RFC 5737): laboratories use them.
  ['198.18.0.0', 15],
  ['192.0.2.0', 24],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
] as const;

const neverV4 = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // The metadata services of Alibaba Cloud and Oracle Cloud stand in networks that are otherwise private.
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
] as const;

const publicV6 = [['2000::', 3]] as const;
const privateV6 = [
  ['::1', 128],
  ['fc00::', 7],
  ['2001:db8::', 32],
  ['3fff::', 20],
] as const;
const neverV6 = [
  // Protocol assignments with Teredo and ORCHID, 6to4: an IPv4 address may be inside.
  ['2001::', 23],
  ['2002::', 16],
  // The metadata service of AWS.
  ['fd00:ec2::', 32],
] as const;

const never4 = listOf(neverV4, 'ipv4');
const private4 = listOf(privateV4, 'ipv4');
const never6 = listOf(neverV6, 'ipv6');
const private6 = listOf(privateV6, 'ipv6');
const public6 = listOf(publicV6, 'ipv6');

/** Of a literal address (IANA special-purpose address registries, RFC 6890). What is none is `never`. */
export function addressKind(address: string): AddressKind {
  switch (isIP(address)) {
    case 4:
      if (never4.check(address, 'ipv4')) return 'never';
      return private4.check(address, 'ipv4') ? 'private' : 'public';
    case 6:
      // A zone means a link-local address.
      if (address.includes('%') || never6.check(address, 'ipv6')) return 'never';
      if (private6.check(address, 'ipv6')) return 'private';
      // Also not: IPv4 in IPv6 (`::ffff:0:0/96`, `64:ff9b::/96`), link-local, multicast, and what is not assigned.
      return public6.check(address, 'ipv6') ? 'public' : 'never';
    default:
      return 'never';
  }
}

function listOf(subnets: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family);
  return list;
}
