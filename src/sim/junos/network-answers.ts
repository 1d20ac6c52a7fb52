import type { Answer, Question } from './answer.ts';
import { fillTemplate } from './template.ts';

export function showInterfacesDescriptions({ router }: Question): Answer {
  if (router.member.links.length === 0) return { text: '' };
  return { text: fillTemplate('show-interfaces-descriptions', { links: linkRows({ router }) }) };
}

export function showOspfNeighbor({ router, nowMs }: Question): Answer {
  if (router.member.links.length === 0) return { text: '' };
  const links = linkRows({ router }).map((link, at) => ({
    ...link,
    priority: 128,
    dead: 31 + ((Math.floor(nowMs / 1_000) + at) % 9),
  }));
  return { text: fillTemplate('show-ospf-neighbor', { links }) };
}

export function showLldpNeighbors({ router }: Question): Answer {
  if (router.member.links.length === 0) return { text: '' };
  return { text: fillTemplate('show-lldp-neighbors', { links: linkRows({ router }) }) };
}

export function showRouteSummary({ router }: Question): Answer {
  const direct = router.member.links.length + 1;
  const bgp = router.bgpPeers.filter(({ up }) => up);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const protocols = [
    { name: 'Direct', routes: direct, active: direct },
    { name: 'Local', routes: direct - 1, active: direct - 1 },
    { name: 'OSPF', routes: direct * 7, active: direct * 7 - 1 },
    { name: 'BGP', routes: sum(bgp.map(({ received }) => received)), active: sum(bgp.map(({ active }) => active)) },
    { name: 'Static', routes: 1, active: 1 },
  ];
  const text = fillTemplate('show-route-summary', {
    autonomousSystem: router.autonomousSystem,
    loopback: router.member.loopback,
    protocols,
    destinations: sum(protocols.map(({ active }) => active)),
    routes: sum(protocols.map(({ routes }) => routes)),
  });
  return { text };
}

function linkRows({ router }: Pick<Question, 'router'>): Record<string, string>[] {
  return router.member.links.map(({ port, peerPort, peerAddress, peer }) => ({
    port,
    unit: `${port}.0`,
    peerPort,
    peerAddress,
    peer: peer.name,
    peerLoopback: peer.loopback,
    chassis: chassisId(peer.index),
  }));
}

/** A MAC address in Juniper's block 2c:6b:f5, one a device. */
function chassisId(index: number): string {
  const digits = (index * 256 + 0xc0).toString(16).padStart(6, '0');
  return `2c:6b:f5:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}`;
}
