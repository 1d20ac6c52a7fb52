import type { View } from '../../model/run-document.ts';
import type { InventoryGroups } from '../../result/group-namer.ts';
import type { ToolCall } from '../tool.ts';

/** The groups of the inventory, for an answer that folds devices; each by itself is no group. */
export async function groupsShown(view: View, { rollcall }: ToolCall): Promise<InventoryGroups | undefined> {
  return view === 'folded' ? (await rollcall.listDevices()).groups : undefined;
}
