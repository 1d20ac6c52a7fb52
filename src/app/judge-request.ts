import type { Approval } from '../guard/approve.ts';
import type { Guard } from '../guard/guard.ts';
import { select } from '../inventory/select.ts';
import type { Inventory, InventorySource, Selection } from '../model/inventory.ts';
import type { WebhookTarget } from '../notify/webhooks.ts';
import { buildPlan, type LineFor } from '../plan/build-plan.ts';
import { structuredForm } from '../platform/structured-form.ts';
import type { CheckedRequest } from './parse-request.ts';
import type { StartOptions } from './rollcall.ts';
import type { RunCallbacks } from './run-callbacks.ts';

/** What a request comes to, and what the guard lets pass of it. */
export interface JudgedRequest {
  readonly stock: Inventory;
  readonly selection: Selection;
  readonly approval: Approval;
  readonly webhook: WebhookTarget | null;
}

export interface JudgePorts {
  readonly inventory: InventorySource;
  readonly guard: Guard;
  readonly changes: boolean;
  readonly callbacks: RunCallbacks;
}

/** From a checked request to what may be sent. Throws where it stands for nothing, or its end may not be told there. */
export async function judgeRequest(
  { devices, commands, timeoutMs, format, webhook }: CheckedRequest,
  { caller, mayChange = true }: Pick<StartOptions, 'caller' | 'mayChange'>,
  approvedHash: string | null,
  ports: JudgePorts,
): Promise<JudgedRequest> {
  const target = await ports.callbacks.accept(webhook);
  const stock = await ports.inventory.current();
  const selection = select(stock, devices);
  const lineFor: LineFor = (command, platform) => structuredForm(command, platform, format) ?? command;
  const changes = !ports.changes ? 'disabled' : mayChange ? 'enabled' : 'not_permitted';
  const terms = { token: caller.token, changes, approvedHash } as const;
  const approval = ports.guard.approve(buildPlan(selection, commands, timeoutMs, lineFor), terms);
  return { stock, selection, approval, webhook: target };
}
