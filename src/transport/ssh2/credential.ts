import type { ParsedKey } from 'ssh2';
import type { Secret } from '../../base/secret.ts';
import type { AgentKey } from './agent-keys.ts';

/** Of each key of the agent; messages count them. */
export const agentLabel = 'agent';

/** One thing to log in with, read and checked; `label` names it in messages. */
export type Credential =
  | { readonly kind: 'agent'; readonly label: string; readonly agent: AgentKey }
  | { readonly kind: 'key'; readonly label: string; readonly key: ParsedKey }
  | { readonly kind: 'password'; readonly label: string; readonly password: Secret };

/** What a device's `auth` list came to. */
export interface Credentials {
  readonly usable: readonly Credential[];
  /** Why the rest was left out, one sentence each, naming the method and the path. */
  readonly notes: readonly string[];
  /** What to do about the first of them. */
  readonly hint: string | undefined;
}
