import { Prng } from '../prng.ts';
import type { Member } from '../topology.ts';

/** Everything that one simulated router's answers are made of. Fixed by the seed; only time moves its counters. */
export interface Router {
  readonly member: Member;
  readonly username: string;
  readonly model: string;
  readonly version: string;
  /** Build stamp in package names. */
  readonly build: string;
  readonly serial: string;
  readonly dualRe: boolean;
  readonly bootMs: number;
  readonly configuredMs: number;
  readonly autonomousSystem: number;
  readonly bgpPeers: readonly BgpPeer[];
  /** Physical ports with no link, in port order. */
  readonly sparePorts: readonly string[];
  readonly alarms: readonly Alarm[];
  readonly parts: readonly Part[];
  /** Hash and salt in the configuration's login section: random text, the password of nothing. */
  readonly passwordHash: string;
  /** These two are the same on every router. */
  readonly radiusSecret: string;
  readonly community: string;
  readonly load: string;
}

export interface BgpPeer {
  readonly address: string;
  readonly autonomousSystem: number;
  readonly description: string;
  readonly group: string;
  readonly up: boolean;
  readonly sinceMs: number;
  readonly flaps: number;
  readonly received: number;
  readonly active: number;
}

export interface Alarm {
  readonly timeMs: number;
  readonly level: 'Major' | 'Minor';
  readonly description: string;
}

export interface Part {
  readonly item: string;
  readonly version: string;
  readonly partNumber: string;
  readonly serial: string;
  readonly description: string;
}

/** No router of the fleet booted after this; before it, the simulation knows no time. */
const epochMs = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;
const upperAlphanumeric = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';

const modelOf = { core: 'mx960', agg: 'mx480', edge: 'mx204' } as const;
const spareOf = { core: 'et', agg: 'xe', edge: 'ge' } as const;

export interface RouterSeed {
  readonly member: Member;
  readonly version: string;
  readonly username: string;
  readonly prng: Prng;
  /** 0 by default. */
  readonly routeReflectors?: number;
}

export function createRouter({ member, version, username, prng, routeReflectors = 0 }: RouterSeed): Router {
  const bootMs = epochMs - prng.integer(3, 420) * dayMs - prng.integer(0, dayMs / 1_000) * 1_000;
  const dualRe = member.role === 'core';
  const model = modelOf[member.role];
  const shared = new Prng('shared by the fleet');
  return {
    member,
    username,
    model,
    version,
    build: buildStamp(version),
    serial: `JN${prng.text(10, upperAlphanumeric)}`,
    dualRe,
    bootMs,
    configuredMs: bootMs + Math.floor((epochMs - bootMs) * prng.next()),
    autonomousSystem: 64_512,
    bgpPeers: routeReflectors === 0 ? bgpPeers(member, bootMs, prng) : reflectors(routeReflectors, bootMs, prng),
    sparePorts: Array.from({ length: 2 }, (_, at) => `${spareOf[member.role]}-1/1/${at}`),
    alarms: alarms(bootMs, prng),
    parts: parts(dualRe, model, prng),
    passwordHash: `$6$${prng.text(8, upperAlphanumeric)}$${prng.text(86, `${upperAlphanumeric}./abcdefghijkmnopqrstuvwxyz`)}`,
    radiusSecret: `$9$${shared.text(40, upperAlphanumeric)}`,
    community: shared.text(12, upperAlphanumeric),
    load: [0, 1, 2].map(() => (prng.integer(5, 60) / 100).toFixed(2)).join(', '),
  };
}

/** One build a version, the same on every router. */
function buildStamp(version: string): string {
  const hash = new Prng(version).text(7, '0123456789abcdef');
  return `20${version.slice(0, 2)}0${version.charAt(3)}18.${hash}_builder_stable_12`;
}

/** iBGP with every neighbour at the other end of a link; each edge router has a customer, and some of those are down. */
function bgpPeers(member: Member, bootMs: number, prng: Prng): BgpPeer[] {
  const since = (): number => bootMs + prng.integer(60, 7_200) * 1_000;
  const internal = member.links.map(({ peer }): BgpPeer => {
    const received = prng.integer(200, 900);
    return {
      address: peer.loopback,
      autonomousSystem: 64_512,
      description: peer.name,
      group: 'internal',
      up: true,
      sinceMs: since(),
      flaps: prng.integer(0, 3),
      received,
      active: prng.integer(1, received),
    };
  });
  if (member.role !== 'edge') return internal;
  const customer = prng.integer(1, 900);
  return [
    ...internal,
    {
      address: `192.0.2.${(member.index % 127) * 2 + 1}`,
      autonomousSystem: 64_600 + customer,
      description: `customer ${customer}`,
      group: 'customers',
      up: prng.next() > 0.08,
      sinceMs: since(),
      flaps: prng.integer(0, 40),
      received: prng.integer(3, 60),
      active: prng.integer(1, 3),
    },
  ];
}

/** The same on every router; only uptimes and counters are its own. */
function reflectors(count: number, bootMs: number, prng: Prng): BgpPeer[] {
  return Array.from({ length: count }, (_, at) => ({
    address: `10.255.0.${at + 1}`,
    autonomousSystem: 64_512,
    description: `rr${at + 1}`,
    group: 'reflectors',
    up: true,
    sinceMs: bootMs + prng.integer(60, 7_200) * 1_000,
    flaps: prng.integer(0, 3),
    received: 800,
    active: at === 0 ? 800 : 0,
  }));
}

/** The same router, on which somebody forgot to configure one of its internal neighbours. */
export function withoutNeighbor(router: Router, prng: Prng): Router {
  const internal = router.bgpPeers.filter(({ group }) => group !== 'customers');
  const forgotten = internal[prng.integer(0, internal.length - 1)];
  return { ...router, bgpPeers: router.bgpPeers.filter((peer) => peer !== forgotten) };
}

function alarms(bootMs: number, prng: Prng): Alarm[] {
  if (prng.next() > 0.12) return [];
  const all: Omit<Alarm, 'timeMs'>[] = [
    { level: 'Major', description: 'PEM 1 Not OK' },
    { level: 'Minor', description: 'Fan Tray 0 Speed Above Normal' },
    { level: 'Minor', description: 'Rescue configuration is not set' },
  ];
  return prng
    .shuffle(all)
    .slice(0, prng.integer(1, 2))
    .map((alarm) => ({ ...alarm, timeMs: bootMs + prng.integer(300, 86_400) * 1_000 }));
}

function parts(dualRe: boolean, model: string, prng: Prng): Part[] {
  const part = (item: string, description: string, version = '', partNumber = 'BUILTIN'): Part => ({
    item,
    version,
    partNumber,
    serial: partNumber === 'BUILTIN' ? 'BUILTIN' : prng.text(8, upperAlphanumeric),
    description,
  });
  const engines = dualRe ? [0, 1] : [0];
  return [
    part('Midplane', `${model.toUpperCase()} Backplane`, 'REV 04', '710-041071'),
    part('PEM 0', 'DC Power Entry Module', 'Rev 06', '740-027736'),
    part('PEM 1', 'DC Power Entry Module', 'Rev 06', '740-027736'),
    ...engines.map((slot) => part(`Routing Engine ${slot}`, 'RE-S-1800x4', 'REV 10', '740-031116')),
    part('FPC 0', 'MPC Type 2 3D Q', 'REV 38', '750-031088'),
    part('  CPU', 'MPC PMB 2G', 'REV 07', '711-030884'),
    part('  MIC 0', '8X 10GE SFPP', 'REV 24', '750-028387'),
    part('    PIC 0', '8X 10GE SFPP'),
    ...[0, 1].map((slot) => part(`      Xcvr ${slot}`, 'SFP+-10G-LR', 'REV 01', '740-031981')),
    part('Fan Tray 0', 'Enhanced Fan Tray', 'REV 09', '740-031521'),
  ];
}
