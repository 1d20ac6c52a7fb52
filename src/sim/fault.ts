import { RollcallError } from '../base/rollcall-error.ts';
import type { Prng } from './prng.ts';

/** What a simulated device can have wrong, in the order a client meets it. Each is told in docs/sim.md. */
export const faultKinds = [
  'refuse',
  'blackhole',
  'slow-banner',
  'kex-fail',
  'host-key-change',
  'auth-fail',
  'channel-limit',
  'hang',
  'drop-mid-output',
  'slow-drip',
  'endless-output',
  'garbage',
  'no-exit-status',
  'missing-neighbor',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** So many percent of the fleet have this fault. */
export interface FaultShare {
  readonly kind: FaultKind;
  readonly percent: number;
}

/** `refuse=5`, `auth-fail=2.5` as shares. Throws `bad_request` for an unknown kind, a bad number or more than 100 % together. */
export function parseFaults(list: readonly string[]): readonly FaultShare[] {
  const shares = list.map(parseFault);
  const twice = shares.find((share, at) => shares.findIndex(({ kind }) => kind === share.kind) !== at);
  if (twice !== undefined) {
    throw new RollcallError('bad_request', `fault "${twice.kind}" is given twice`, { hint: 'give each kind once' });
  }
  const total = shares.reduce((sum, { percent }) => sum + percent, 0);
  if (total > 100) {
    throw new RollcallError('bad_request', `the faults add up to ${total} %`, {
      hint: 'a device has at most one fault: together at most 100 %',
    });
  }
  return shares;
}

function parseFault(text: string): FaultShare {
  const match = /^([^=]*)=(\d+(?:\.\d+)?)%?$/.exec(text.trim());
  if (match === null) {
    throw new RollcallError('bad_request', `fault "${text}" is not KIND=PERCENT`, { hint: 'for example refuse=5' });
  }
  const kind = faultKinds.find((known) => known === match[1]);
  if (kind === undefined) {
    throw new RollcallError('bad_request', `unknown fault "${match[1]}"`, { hint: `known: ${faultKinds.join(', ')}` });
  }
  return { kind, percent: Number(match[2]) };
}

/**
 * Which of `count` devices has which fault. Exact numbers, not chances: each share is rounded, but a share above
 * 0 % is at least one device while any are left.
 */
export function assignFaults(shares: readonly FaultShare[], count: number, prng: Prng): readonly (FaultKind | null)[] {
  const faults = new Array<FaultKind | null>(count).fill(null);
  const order = prng.shuffle(faults.map((_, index) => index));
  for (const { kind, percent } of shares) {
    const wanted = percent === 0 ? 0 : Math.max(1, Math.round((count * percent) / 100));
    for (const index of order.splice(0, wanted)) faults[index] = kind;
  }
  return faults;
}
