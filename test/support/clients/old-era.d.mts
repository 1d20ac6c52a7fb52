import type { ClientDriver, Connect, StdioTarget } from './client-driver.d.mts';

export const connectStdio: Connect<StdioTarget>;
export const connectHttp: Connect<string>;
/** Over any transport of the SDK, for example one end of an in-memory pair. */
export function connect(transport: unknown): Promise<ClientDriver>;
