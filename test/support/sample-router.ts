import { createRouter, type Router } from '../../src/sim/junos/router.ts';
import { Prng } from '../../src/sim/prng.ts';
import { buildTopology } from '../../src/sim/topology.ts';

/** The router with this name out of a simulated network of 24. */
export function sampleRouter(name: string, version = '22.4R3-S2.11'): Router {
  const member = buildTopology(24).find((candidate) => candidate.name === name);
  if (member === undefined) throw new Error(`no ${name} in the network`);
  return createRouter({ member, version, username: 'netops', prng: new Prng(`test/${name}`) });
}
