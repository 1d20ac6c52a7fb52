import { onTestFinished } from 'vitest';
import type { FaultKind } from '../../src/sim/fault.ts';
import type { Fleet, FleetDevice, FleetOptions } from '../../src/sim/fleet.ts';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { PlainClient } from './ssh-exec.ts';

/** A fleet that is closed when the test is over; one device by default. */
export async function fleetOf(options: Partial<FleetOptions> = {}): Promise<Fleet> {
  const fleet = await startFleet({ count: 1, ...options });
  onTestFinished(() => fleet.close());
  return fleet;
}

/** One device that has the fault. */
export async function faulty(kind: FaultKind, options: Partial<FleetOptions> = {}) {
  const fleet = await fleetOf({ faults: [{ kind, percent: 100 }], ...options });
  return { fleet, device: first(fleet) };
}

/** The first device of a fleet. */
export function first({ devices: [device] }: Fleet): FleetDevice {
  if (device === undefined) throw new Error('an empty fleet');
  return device;
}

/** Logs in with a plain client that takes the device's own host key only. */
export async function login(
  fleet: Fleet,
  device = first(fleet),
  password = fleet.password.reveal(),
): Promise<PlainClient> {
  const { host, port } = device;
  const { username } = fleet;
  const client = await PlainClient.connect({
    host,
    port,
    username,
    password,
    tryKeyboard: false,
    hostVerifier: (key: Buffer) => `ssh-ed25519 ${key.toString('base64')}` === device.hostKey,
  });
  onTestFinished(() => client.close());
  return client;
}
