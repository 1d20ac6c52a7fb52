import { RollcallError } from '../base/rollcall-error.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { GuardTarget } from '../model/guard-target.ts';
import type { PlatformName } from '../model/platform-name.ts';
import type { Rollcall } from './rollcall.ts';

/** Whose command line is meant: a device's, else a platform's (default junos) with no login and no groups. */
export async function guardTarget(
  rollcall: Rollcall,
  { platform, device }: { readonly platform?: PlatformName | undefined; readonly device?: string | undefined },
): Promise<GuardTarget> {
  if (device === undefined) return { platform: platform ?? 'junos', username: '', groups: [] };
  if (platform !== undefined) {
    throw new RollcallError('bad_request', 'a device has a platform of its own', { hint: 'name one of the two' });
  }
  const { devices } = await rollcall.listDevices(JSON.stringify(device));
  const [found] = devices;
  if (found?.known) return found.device;
  throw new RollcallError('bad_request', `${JSON.stringify(device)} is not in the inventory`, {
    hint: didYouMean(found?.didYouMean ?? [], 'list_devices (rollcall devices) shows the names there are'),
  });
}
