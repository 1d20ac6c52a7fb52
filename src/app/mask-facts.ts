import { isIP } from 'node:net';
import type { RunStarted } from '../model/event.ts';
import type { SelectedDevice } from '../model/inventory.ts';
import { platformNames } from '../model/platform-name.ts';
import { foldNames } from '../model/selector/fold-names.ts';

/** What masks have to know of the devices: kept with the run, so that it folds the same whatever the inventory says later. */
export function maskFacts(selected: readonly SelectedDevice[]): Pick<RunStarted, 'platforms' | 'addresses'> {
  const known = selected.flatMap((each) => (each.known ? [each.device] : []));
  const ofPlatform = platformNames.map((platform) => {
    return [
      platform,
      foldNames(known.filter((device) => device.platform === platform).map(({ name }) => name)),
    ] as const;
  });
  const addresses = selected.map((each) => (each.known && isIP(each.device.host) !== 0 ? each.device.host : null));
  return {
    ...(known.length > 0 && { platforms: Object.fromEntries(ofPlatform.filter(([, folded]) => folded !== '')) }),
    ...(addresses.some((address) => address !== null) && { addresses }),
  };
}
