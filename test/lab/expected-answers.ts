import { expect } from 'vitest';

/** The ring as lab.sh builds it: what router `router` of `count` must answer once OSPF and BGP are up. */

export function expectRoutes(output: string, router: number, count: number): void {
  const loopbacks = new Set([...output.matchAll(/ (10\.255\.0\.\d+)\/32 /g)].map((found) => found[1]));
  expect(loopbacks.size).toBe(count);
  // Its own loopback is connected; each other one is known from OSPF and from BGP, and the nearer protocol wins.
  expect(output).toMatch(new RegExp(`^C>\\* 10\\.255\\.0\\.${router}/32 is directly connected, lo`, 'm'));
  expect([...output.matchAll(/^O .*10\.255\.0\.\d+\/32/gm)].length).toBe(count);
  expect([...output.matchAll(/^B>\* 10\.255\.0\.\d+\/32/gm)].length).toBe(count - 1);
}

export function expectBgpSummary(output: string, router: number, count: number): void {
  const next = (router % count) + 1;
  const previous = ((router + count - 2) % count) + 1;
  expect(output).toContain(`BGP router identifier 10.255.0.${router}, local AS number ${65_000 + router} `);
  for (const [address, neighbour] of [
    [`10.1.${router}.2`, next],
    [`10.1.${previous}.1`, previous],
  ] as const) {
    // Neighbor V AS MsgRcvd MsgSent TblVer InQ OutQ Up/Down State/PfxRcd: a number there means Established.
    const line = output.split('\n').find((text) => text.startsWith(`${address} `)) ?? '';
    expect(line.split(/\s+/)[2]).toBe(String(65_000 + neighbour));
    expect(line.split(/\s+/)[9]).toMatch(/^\d+$/);
  }
  expect(output).toContain('Total number of neighbors 2');
}
