import { select } from '../inventory/select.ts';
import type { Inventory } from '../model/inventory.ts';
import type { SelectorInput } from '../model/run-request.ts';
import type { Rollcall } from './rollcall.ts';

/** The devices a selector stands for, or all of them in the order of the file. */
export function listedDevices(
  stock: Inventory,
  devices: SelectorInput | undefined,
): Awaited<ReturnType<Rollcall['listDevices']>> {
  const { source, groups } = stock;
  const all = () => [...stock.devices.values()].map((device) => ({ known: true as const, name: device.name, device }));
  const selection = devices === undefined ? { devices: all(), warnings: [] } : select(stock, devices);
  return { devices: selection.devices, warnings: [...stock.warnings, ...selection.warnings], source, groups };
}
