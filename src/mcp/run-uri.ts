/** The resource that is the account of a run. */
export const runUri = (runId: string): string => `rollcall://runs/${runId}`;

/** The id of the run whose account the resource is; null for any other. */
export function runIdOf(uri: string): string | null {
  return /^rollcall:\/\/runs\/([^/?#]{1,64})$/.exec(uri)?.[1] ?? null;
}
