import { randomBytes } from 'node:crypto';
import { systemClock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { Secret } from '../base/secret.ts';
import { startDeviceServer } from './device-server.ts';
import { assignFaults, type FaultKind } from './fault.ts';
import type { Fleet, FleetOptions } from './fleet.ts';
import { FleetEvents } from './fleet-events.ts';
import { generateHostKey } from './host-key.ts';
import { type InventoryEntry, writeInventory } from './inventory-file.ts';
import { createRouter, type Router, withoutNeighbor } from './junos/router.ts';
import { assignVersions } from './junos/versions.ts';
import { Prng } from './prng.ts';
import { RefusedPorts } from './refused-ports.ts';
import { buildTopology } from './topology.ts';

const host = '127.0.0.1';
const defaultSeed = 'rollcall';

interface Closable {
  close(): Promise<void>;
}

interface Started extends InventoryEntry {
  readonly fault: FaultKind | null;
}

/**
 * Starts a fleet of simulated Junos routers on loopback: one port and one host key a device. Throws `bad_request` for
 * options out of range, a port in use or an inventory file it may not write; then nothing is left running.
 */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  checkOptions(options);
  const username = options.username ?? 'netops';
  const password = options.password ?? new Secret(randomBytes(18).toString('base64url'));
  const events = new FleetEvents();
  const toClose: Closable[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(toClose.splice(0).map((part) => part.close()));
  };
  try {
    const refusedPorts = await RefusedPorts.open();
    toClose.push(refusedPorts);
    const starting = planDevices(options, username).map(async ({ router, fault, prng }, index): Promise<Started> => {
      const port = options.basePort === undefined ? 0 : options.basePort + index;
      const key = generateHostKey();
      const entry = { member: router.member, model: router.model, host, hostKey: key.publicKey, fault };
      if (fault === 'refuse') return { ...entry, port: await refusedPorts.hold(port) };
      const offered = fault === 'host-key-change' ? generateHostKey() : key;
      const { latencyMs = 0, jitterMs = 0, clock = systemClock } = options;
      const parts = {
        router,
        fault,
        port,
        hostKey: offered.privateKey,
        password,
        latencyMs,
        jitterMs,
        clock,
        prng,
        events,
      };
      const listener = await startDeviceServer(parts);
      toClose.push(listener);
      return { ...entry, port: listener.port };
    });
    const started = await allOrThrow(starting);
    const { inventoryOut } = options;
    const inventoryPath =
      inventoryOut === undefined ? null : await writeInventory(inventoryOut, username, password, started);
    const devices = started.map(({ member, port, fault, hostKey }) => ({
      name: member.name,
      host,
      port,
      fault,
      hostKey,
    }));
    return { devices, username, password, inventoryPath, events, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface PlannedDevice {
  readonly router: Router;
  readonly fault: FaultKind | null;
  readonly prng: Prng;
}

/** Who the devices are, from the seed alone; each draws from a generator of its own. */
function planDevices(options: FleetOptions, username: string): readonly PlannedDevice[] {
  const { count, seed = defaultSeed, variants = 3, faults = [], routeReflectors = 0 } = options;
  const faultOf = assignFaults(faults, count, new Prng(`${seed}/faults`));
  const members = buildTopology(count);
  const units = members.map(({ role, site }) => `${role} ${site}`);
  const versionOf = assignVersions(units, variants, new Prng(`${seed}/versions`));
  return members.map((member) => {
    const prng = new Prng(`${seed}/${member.name}`);
    const router = createRouter({ member, version: versionOf[member.index] ?? '', username, prng, routeReflectors });
    const fault = faultOf[member.index] ?? null;
    const drawn = new Prng(`${seed}/${member.name}/fault`);
    return { router: fault === 'missing-neighbor' ? withoutNeighbor(router, drawn) : router, fault, prng };
  });
}

/** All values, or the first failure; only once all have settled, so that whatever did start can be closed. */
async function allOrThrow<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

function checkOptions({
  count,
  latencyMs = 0,
  jitterMs = 0,
  variants = 1,
  routeReflectors = 0,
  basePort,
}: FleetOptions): void {
  const checks: readonly (readonly [string, number, number, number])[] = [
    ['count', count, 1, 10_000],
    ['variants', variants, 1, 100],
    ['route reflectors', routeReflectors, 0, 250],
    ['latency in milliseconds', latencyMs, 0, 60_000],
    ['jitter in milliseconds', jitterMs, 0, 60_000],
    ['base port', basePort ?? 1_024, 1_024, 65_536 - count],
  ];
  for (const [what, value, low, high] of checks) {
    const whole = what.includes('milliseconds') || Number.isInteger(value);
    if (whole && value >= low && value <= high) continue;
    throw new RollcallError('bad_request', `${what} of the simulated fleet: ${value} is out of range`, {
      hint: `give ${low} to ${high}`,
    });
  }
}
