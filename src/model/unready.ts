/** Why a server takes no work: it ends, has no inventory that can be read, or cannot write what happens. */
export type Unready = 'draining' | 'inventory' | 'state_folder';
