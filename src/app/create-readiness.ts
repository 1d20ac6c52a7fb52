import type { Clock } from '../base/clock.ts';
import type { InventorySource } from '../model/inventory.ts';
import type { Unready } from '../model/unready.ts';

/** Anyone may ask: the disk is looked at no more often than this. */
const keptMs = 1_000;

export interface ReadinessParts {
  readonly inventory: InventorySource;
  /** Throws where the state folder cannot be written. */
  readonly stateFolder: () => Promise<void>;
  /** Whether no more work is taken. */
  readonly draining: () => boolean;
  readonly clock: Clock;
}

/** Why no work should be sent here now; nothing where it should. Never rejects. */
export type Readiness = () => Promise<readonly Unready[]>;

export function createReadiness({ inventory, stateFolder, draining, clock }: ReadinessParts): Readiness {
  let known: { readonly at: number; readonly found: Promise<readonly Unready[]> } | null = null;

  async function onDisk(): Promise<readonly Unready[]> {
    const [noInventory, noFolder] = await Promise.all([fails(() => inventory.current()), fails(stateFolder)]);
    return [...(noInventory ? ['inventory' as const] : []), ...(noFolder ? ['state_folder' as const] : [])];
  }

  return async () => {
    const now = clock.now();
    if (known === null || now - known.at >= keptMs || now < known.at) known = { at: now, found: onDisk() };
    const found = await known.found;
    return draining() ? ['draining', ...found] : found;
  };
}

async function fails(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return false;
  } catch {
    return true;
  }
}
