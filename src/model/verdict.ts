/** What a command line does, from mild to grave. */
export const verdicts = ['read', 'sensitive', 'infinite', 'write', 'dangerous'] as const;
export type Verdict = (typeof verdicts)[number];

/** The guard's answer for one line on one platform. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Whether it runs as it stands. */
  readonly allowed: boolean;
  /** Whether a person may approve it where changes are enabled. Never true together with `allowed`. */
  readonly approvable: boolean;
  /** Why, in one sentence; for a refusal also which form would pass. */
  readonly reason: string;
}

/** Whether a line of this verdict may leave a device other than it was. */
export const mayChange = (verdict: Verdict): boolean => verdict === 'write' || verdict === 'dangerous';
