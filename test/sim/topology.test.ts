import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildTopology, type Member } from '../../src/sim/topology.ts';

test('24 devices: four sites with core, aggregation and edge routers', () => {
  const names = buildTopology(24).map(({ name }) => name);
  expect(names.slice(0, 6)).toEqual([
    'core-r1.fra',
    'core-r2.fra',
    'agg-r1.fra',
    'edge-r01.fra',
    'edge-r02.fra',
    'edge-r03.fra',
  ]);
  expect(new Set(names.map((name) => name.split('.')[1]))).toEqual(new Set(['fra', 'lon', 'ams', 'par']));
});

test('names, loopbacks and link addresses are unique, links have two ends, the network is connected', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), (count) => {
      const members = buildTopology(count);
      expect(members.map(({ index }) => index)).toEqual(Array.from({ length: count }, (_, at) => at));
      const links = members.flatMap((member) => member.links);
      for (const values of [members.map(({ name }) => name), members.map(({ loopback }) => loopback)]) {
        expect(new Set(values).size).toBe(count);
      }
      expect(new Set(links.map(({ address }) => address)).size).toBe(links.length);
      for (const member of members) {
        expect(new Set(member.links.map(({ port }) => port)).size).toBe(member.links.length);
        for (const link of member.links) {
          expect(link.peer.links).toContainEqual(
            expect.objectContaining({ port: link.peerPort, address: link.peerAddress, peerAddress: link.address }),
          );
        }
      }
      expect(reached(members).size).toBe(count);
    }),
    { numRuns: 30 },
  );
});

function reached(members: readonly Member[]): Set<string> {
  const seen = new Set<string>();
  const todo = members.slice(0, 1);
  for (let member = todo.pop(); member !== undefined; member = todo.pop()) {
    if (seen.has(member.name)) continue;
    seen.add(member.name);
    todo.push(...member.links.map(({ peer }) => peer));
  }
  return seen;
}
