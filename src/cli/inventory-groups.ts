import type { Rollcall } from '../app/rollcall.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { InventoryGroups } from '../result/group-namer.ts';

/** To name groups in the text of a kept run, which can be shown without an inventory too: then it names none. */
export async function inventoryGroups(rollcall: Rollcall): Promise<InventoryGroups | undefined> {
  try {
    return (await rollcall.listDevices()).groups;
  } catch (thrown) {
    if (thrown instanceof RollcallError && thrown.code === 'bad_inventory') return undefined;
    throw thrown;
  }
}
