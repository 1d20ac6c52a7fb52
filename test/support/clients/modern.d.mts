import type { Person, SdkDriver, StdioTarget } from './client-driver.d.mts';

export function connectStdio(target: StdioTarget, person?: Person): Promise<SdkDriver>;
export function connectHttp(url: string, headers?: Record<string, string>, person?: Person): Promise<SdkDriver>;
/** Over any transport of the SDK, for example one end of an in-memory pair. */
export function connect(transport: unknown, person?: Person): Promise<SdkDriver>;
