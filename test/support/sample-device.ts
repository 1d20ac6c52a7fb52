import type { ApprovedPlan } from '../../src/model/approved-plan.ts';
import type { Device } from '../../src/model/device.ts';
import { buildPlan } from '../../src/plan/build-plan.ts';
import { shippedGuard } from './shipped-guard.ts';

/** A device as an inventory would give it, with what a test wants to say about it. */
export function sampleDevice(name: string, changes: Partial<Device> = {}): Device {
  return {
    name,
    host: '127.0.0.1',
    port: 22,
    platform: 'junos',
    username: 'netops',
    auth: [],
    hostKeys: 'accept-new',
    knownHosts: null,
    legacyAlgorithms: false,
    connectTimeoutMs: 15_000,
    commandTimeoutMs: 30_000,
    sessionLimit: 4,
    groups: [],
    tags: {},
    ...changes,
  };
}

/** The approved plan of these lines on these devices; throws where the guard would refuse one. */
export function samplePlan(devices: readonly Device[], lines: readonly string[]): ApprovedPlan {
  const selection = {
    devices: devices.map((device) => ({ known: true as const, name: device.name, device })),
    warnings: [],
  };
  const commands = lines.map((line, index) => ({ index, text: line, label: null }));
  const { plan, denials } = shippedGuard.approve(buildPlan(selection, commands, null));
  if (denials.length > 0) throw new Error(`denied in a test: ${JSON.stringify(denials)}`);
  return plan;
}
