import type { ClientDriver, Connect, StdioTarget } from './client-driver.d.mts';

export const connectStdio: Connect<StdioTarget>;
export function connectHttp(url: string, headers?: Record<string, string>): Promise<ClientDriver>;
/** Over any transport of the SDK, for example one end of an in-memory pair. */
export function connect(transport: unknown): Promise<ClientDriver>;
