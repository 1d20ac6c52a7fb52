import type { PlatformName } from './platform-name.ts';

/** Whose command line a line is for, as far as the guard has to know. */
export interface GuardTarget {
  readonly platform: PlatformName;
  /** The login; it matters where one lands in a Unix shell. Empty: not known. */
  readonly username: string;
  readonly groups: readonly string[];
}
