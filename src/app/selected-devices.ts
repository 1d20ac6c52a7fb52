import { select } from '../inventory/select.ts';
import type { Inventory } from '../model/inventory.ts';
import type { SelectorInput } from '../model/run-request.ts';
import type { Rollcall } from './rollcall.ts';

/** The devices of the inventory that a selector stands for; without one all of them. */
export function selectedDevices(
  stock: Inventory,
  devices: SelectorInput | undefined,
): Awaited<ReturnType<Rollcall['listDevices']>> {
  const { source, groups } = stock;
  if (devices !== undefined) {
    const selection = select(stock, devices);
    return { devices: selection.devices, warnings: [...stock.warnings, ...selection.warnings], source, groups };
  }
  const all = [...stock.devices.values()].map((device) => ({ known: true as const, name: device.name, device }));
  return { devices: all, warnings: [...stock.warnings], source, groups };
}
