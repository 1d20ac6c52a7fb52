import type { PlatformName } from '../model/platform-name.ts';

/** The words a ping or traceroute may have besides one host. What is not listed is refused. */
export interface ProbeRules {
  /** Options that say how many packets are sent, each with a number. */
  readonly bounds: readonly string[];
  /** Options without a value. */
  readonly flags: readonly string[];
  /** Options with one value. */
  readonly valued: readonly string[];
  /** Flags that bound the probe by themselves. */
  readonly boundingFlags?: readonly string[];
  /** Words that make it run for ever, and what they may be shortened to. */
  readonly endless?: readonly string[];
}

/**
 * The most that an option may be given, in whatever unit it has: a packet with `wait 86400` is bounded on paper only.
 * Seconds of waiting 10, probes a hop 10; the others as far as IP goes.
 */
export const ceilings: Readonly<Record<string, number>> = {
  interval: 10,
  wait: 10,
  timeout: 10,
  '-W': 10,
  probe: 10,
  ttl: 255,
  tos: 255,
  size: 65_535,
  'packet-size': 65_535,
  '-s': 65_535,
  port: 65_535,
};

const family = ['ip', 'ipv4', 'ipv6'];

/** Null: this platform's ping cannot be bounded. */
export const pingRules: Readonly<Record<PlatformName, ProbeRules | null>> = {
  junos: {
    bounds: ['count'],
    // Sends 5 packets unless count says otherwise.
    boundingFlags: ['rapid'],
    flags: [
      'bypass-routing',
      'detail',
      'do-not-fragment',
      'inet',
      'inet6',
      'no-resolve',
      'record-route',
      'strict',
      'verbose',
    ],
    valued: [
      'interface',
      'interval',
      'logical-system',
      'loose-source',
      'mac-address',
      'pattern',
      'routing-instance',
      'size',
      'source',
      'strict-source',
      'tenant',
      'tos',
      'ttl',
      'wait',
    ],
  },
  eos: { bounds: ['repeat'], flags: [...family, 'df-bit'], valued: ['vrf', 'source', 'size', 'interval', 'timeout'] },
  iosxe: { bounds: ['repeat'], flags: [...family, 'df-bit', 'validate'], valued: ['vrf', 'source', 'size', 'timeout'] },
  iosxr: {
    bounds: ['count', 'repeat'],
    flags: [...family, 'donotfrag', 'verbose'],
    valued: ['vrf', 'source', 'size', 'timeout'],
  },
  nxos: { bounds: ['count'], flags: ['df-bit'], valued: ['vrf', 'source', 'packet-size', 'interval', 'timeout'] },
  sros: {
    bounds: ['count'],
    flags: ['detail', 'do-not-fragment'],
    valued: ['router', 'router-instance', 'source-address', 'size', 'interval', 'timeout', 'ttl', 'tos'],
  },
  srlinux: { bounds: ['-c'], flags: [], valued: ['network-instance', '-I', '-s', '-W'] },
  // vtysh hands the host to ping(8) without a count.
  frr: null,
  linux: null,
};

/** Ends by itself at its highest TTL (30 hops by default). */
export const tracerouteRules: Readonly<Record<PlatformName, ProbeRules | null>> = {
  junos: {
    bounds: [],
    flags: ['as-number-lookup', 'bypass-routing', 'inet', 'inet6', 'no-resolve', 'propagate-ttl'],
    valued: [
      'gateway',
      'interface',
      'logical-system',
      'next-hop',
      'port',
      'routing-instance',
      'source',
      'tenant',
      'tos',
      'ttl',
      'wait',
    ],
    endless: ['monitor'],
  },
  eos: { bounds: [], flags: family, valued: ['vrf', 'source'] },
  iosxe: { bounds: [], flags: [...family, 'numeric'], valued: ['vrf', 'source', 'timeout', 'probe', 'port'] },
  iosxr: { bounds: [], flags: [...family, 'numeric'], valued: ['vrf', 'source', 'timeout', 'probe', 'port'] },
  nxos: { bounds: [], flags: [], valued: ['vrf', 'source'] },
  sros: {
    bounds: [],
    flags: ['detail'],
    valued: ['router', 'router-instance', 'source-address', 'ttl', 'wait', 'tos'],
  },
  srlinux: { bounds: [], flags: [], valued: ['network-instance'] },
  frr: { bounds: [], flags: ['ip', 'ipv6'], valued: [] },
  linux: null,
};
