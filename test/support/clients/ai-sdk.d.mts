import type { Connect, StdioTarget } from './client-driver.d.mts';

export const connectStdio: Connect<StdioTarget>;
export const connectHttp: Connect<string>;
