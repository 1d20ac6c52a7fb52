export const roles = ['core', 'agg', 'edge'] as const;
export type Role = (typeof roles)[number];

const siteNames = ['fra', 'lon', 'ams', 'par', 'mad', 'waw', 'sto', 'zrh'] as const;

/** One router's place in the simulated network. */
export interface Member {
  readonly index: number;
  readonly name: string;
  readonly site: string;
  readonly siteNumber: number;
  readonly role: Role;
  /** IPv4 loopback address, also its router id. */
  readonly loopback: string;
  readonly links: Link[];
}

/** One end of a link, as the router that has it sees it. */
export interface Link {
  readonly port: string;
  readonly address: string;
  readonly peer: Member;
  readonly peerPort: string;
  readonly peerAddress: string;
}

/**
 * A network of `count` routers over up to 8 sites: two core routers a site, aggregation routers on both, edge routers
 * on an aggregation router, and a ring through the first core routers. Names and links depend on `count` alone.
 */
export function buildTopology(count: number): readonly Member[] {
  const siteCount = Math.min(siteNames.length, Math.ceil(count / 6));
  const sites = siteNames.slice(0, siteCount).map((site, siteNumber) => ({
    site,
    siteNumber,
    size: Math.floor(count / siteCount) + (siteNumber < count % siteCount ? 1 : 0),
  }));
  const digits = Math.max(2, String(Math.ceil(count / siteCount)).length);
  const members: Member[] = [];
  const links = new LinkMaker();
  const firstCores: Member[] = [];
  for (const place of sites) {
    const site = siteMembers(place, digits, members.length);
    members.push(...site);
    connectSite(site, links);
    firstCores.push(...site.slice(0, 1));
  }
  firstCores.forEach((core, at) => {
    const next = firstCores[(at + 1) % firstCores.length];
    const closesRingOfTwo = firstCores.length === 2 && at === 1;
    if (next !== undefined && next !== core && !closesRingOfTwo) links.connect(core, next);
  });
  return members;
}

interface Place {
  readonly site: string;
  readonly siteNumber: number;
  readonly size: number;
}

function siteMembers({ site, siteNumber, size }: Place, digits: number, firstIndex: number): Member[] {
  const placed = Array.from({ length: size }, (_, at) => roleAt(at));
  const ordered = roles.flatMap((role) => placed.filter((candidate) => candidate === role));
  const counts: Record<Role, number> = { core: 0, agg: 0, edge: 0 };
  return ordered.map((role, at) => {
    counts[role] += 1;
    const number = role === 'edge' ? String(counts[role]).padStart(digits, '0') : String(counts[role]);
    const host = at + 1;
    return {
      index: firstIndex + at,
      name: `${role}-r${number}.${site}`,
      site,
      siteNumber,
      role,
      loopback: `10.${240 + siteNumber}.${Math.floor(host / 250)}.${(host % 250) + 1}`,
      links: [],
    };
  });
}

function roleAt(at: number): Role {
  if (at < 2) return 'core';
  return at % 4 === 2 ? 'agg' : 'edge';
}

function connectSite(site: readonly Member[], links: LinkMaker): void {
  const cores = site.filter(({ role }) => role === 'core');
  const aggs = site.filter(({ role }) => role === 'agg');
  const [first, second] = cores;
  if (first !== undefined && second !== undefined) links.connect(first, second);
  for (const agg of aggs) for (const core of cores) links.connect(core, agg);
  site
    .filter(({ role }) => role === 'edge')
    .forEach((edge, at) => {
      const upstream = aggs[at % aggs.length];
      if (upstream !== undefined) links.connect(upstream, edge);
    });
}

/** Gives out ports and /31 link addresses in order. */
class LinkMaker {
  #next = 0;

  connect(a: Member, b: Member): void {
    const ends = {
      a: { port: nextPort(a), address: this.#address() },
      b: { port: nextPort(b), address: this.#address() },
    };
    a.links.push({ ...ends.a, peer: b, peerPort: ends.b.port, peerAddress: ends.b.address });
    b.links.push({ ...ends.b, peer: a, peerPort: ends.a.port, peerAddress: ends.a.address });
  }

  #address(): string {
    const value = this.#next;
    this.#next += 1;
    return `10.${128 + Math.floor(value / 65_536)}.${Math.floor(value / 256) % 256}.${value % 256}`;
  }
}

const mediaOf: Record<Role, string> = { core: 'et', agg: 'xe', edge: 'ge' };

function nextPort(member: Member): string {
  const used = member.links.length;
  return `${mediaOf[member.role]}-${Math.floor(used / 8)}/0/${used % 8}`;
}
