import type { Answer, Question } from './answer.ts';
import type { BgpPeer, Router } from './router.ts';
import { fillTemplate } from './template.ts';
import { flapText } from './time-text.ts';
import { branch, leaf, type XmlNode } from './xml-tree.ts';

/** One keepalive about every 27 s (a third of the 90 s hold time, less jitter). */
const keepaliveMs = 27_000;

export function showBgpSummary({ router, nowMs }: Question): Answer {
  const peers = router.bgpPeers.map((peer) => peerRow(peer, nowMs));
  const text = fillTemplate('show-bgp-summary', { ...totals(router), peers });
  return { text, tree: bgpTree(router, nowMs) };
}

/** All peers, or the one whose address stands behind the command. */
export function showBgpNeighbor({ router, args }: Question): Answer {
  const [wanted] = args;
  const peers = router.bgpPeers
    .filter(({ address }) => wanted === undefined || wanted === address)
    .map((peer) => ({
      ...peer,
      up: String(peer.up),
      peerEnd: `${peer.address}+179`,
      localEnd: `${router.member.loopback}+50179`,
      localAs: router.autonomousSystem,
      type: peer.group === 'internal' ? 'Internal' : 'External',
      stateLong: peer.up ? 'Established' : 'Active',
      flags: peer.up ? 'Sync' : '',
      loopback: router.member.loopback,
    }));
  return { text: fillTemplate('show-bgp-neighbor', { peers }) };
}

function totals({ bgpPeers }: Router) {
  const up = bgpPeers.filter((peer) => peer.up);
  return {
    groups: new Set(bgpPeers.map(({ group }) => group)).size,
    peerCount: bgpPeers.length,
    down: bgpPeers.length - up.length,
    total: up.reduce((sum, { received }) => sum + received, 0),
    active: up.reduce((sum, { active }) => sum + active, 0),
  };
}

function peerRow(peer: BgpPeer, nowMs: number) {
  const packets = peer.up ? Math.floor((nowMs - peer.sinceMs) / keepaliveMs) : 0;
  return {
    address: peer.address,
    autonomousSystem: peer.autonomousSystem,
    inPackets: packets,
    outPackets: packets + peer.flaps,
    queue: 0,
    flaps: peer.flaps,
    since: flapText(nowMs - peer.sinceMs),
    state: peer.up ? 'Establ' : 'Active',
    tables: peer.up ? [{ active: peer.active, received: peer.received }] : [],
  };
}

function bgpTree(router: Router, nowMs: number): XmlNode {
  const sums = totals(router);
  const peers = router.bgpPeers.map((peer) => {
    const row = peerRow(peer, nowMs);
    return branch(
      'bgp-peer',
      [
        leaf('peer-address', peer.address),
        leaf('peer-as', peer.autonomousSystem),
        leaf('input-messages', row.inPackets),
        leaf('output-messages', row.outPackets),
        leaf('route-queue-count', row.queue),
        leaf('flap-count', peer.flaps),
        leaf('elapsed-time', row.since),
        leaf('peer-state', peer.up ? 'Established' : 'Active'),
      ],
      { 'junos:style': 'terse' },
    );
  });
  return branch(
    'bgp-information',
    [
      leaf('group-count', sums.groups),
      leaf('peer-count', sums.peerCount),
      leaf('down-peer-count', sums.down),
      ...peers,
    ],
    { xmlns: `http://xml.juniper.net/junos/${router.version.replace(/R.*/, 'R0')}/junos-routing` },
  );
}
