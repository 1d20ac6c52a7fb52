import type { ClientDriver, Person, StdioTarget } from './client-driver.d.mts';

export function connectStdio(target: StdioTarget, person?: Person): Promise<ClientDriver>;
export function connectHttp(url: string, headers?: Record<string, string>, person?: Person): Promise<ClientDriver>;
/** Over any transport of the SDK, for example one end of an in-memory pair. */
export function connect(transport: unknown, person?: Person): Promise<ClientDriver>;
