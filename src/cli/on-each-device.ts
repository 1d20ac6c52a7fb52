import { Semaphore } from '../base/semaphore.ts';
import type { Device } from '../model/device.ts';
import type { SelectedDevice } from '../model/inventory.ts';

/** At most this many devices are worked on at once: as many as handshakes run by default. */
const atOnce = 100;

/** `work` on each known device, bounded; `unknown` for each other name. Answers in the order of the selection. */
export async function onEachDevice<T>(
  devices: readonly SelectedDevice[],
  signal: AbortSignal,
  work: (device: Device) => Promise<T>,
  unknown: (name: string, didYouMean: readonly string[]) => T,
): Promise<T[]> {
  const places = new Semaphore(atOnce);
  return Promise.all(
    devices.map(async (selected) => {
      if (!selected.known) return unknown(selected.name, selected.didYouMean);
      const permit = await places.acquire(signal);
      try {
        return await work(selected.device);
      } finally {
        permit.release();
      }
    }),
  );
}

/** What is said of a name that the inventory does not have. */
export function unknownDeviceText(didYouMean: readonly string[]): string {
  const near = didYouMean.length === 0 ? '' : `; did you mean ${didYouMean.join(', ')}?`;
  return `not in the inventory${near}`;
}
