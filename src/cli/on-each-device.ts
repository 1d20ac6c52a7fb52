import type { Device } from '../model/device.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { SelectedDevice } from '../model/inventory.ts';

/**
 * `work` on each known device, `unknown` for each other name. Answers in the order of the selection. All begin at once:
 * the handshakes, which are what each of them waits for, are bounded below.
 */
export function onEachDevice<T>(
  devices: readonly SelectedDevice[],
  work: (device: Device) => Promise<T>,
  unknown: (name: string, near: readonly string[]) => T,
): Promise<T[]> {
  return Promise.all(
    devices.map((selected) => (selected.known ? work(selected.device) : unknown(selected.name, selected.didYouMean))),
  );
}

/** What is said of a name that the inventory does not have. */
export function unknownDeviceText(near: readonly string[]): string {
  return ['not in the inventory', didYouMean(near)].filter((text) => text !== '').join('; ');
}
