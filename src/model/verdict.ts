/** What a command line does, from mild to grave. */
export const verdicts = ['read', 'sensitive', 'infinite', 'write', 'dangerous'] as const;
export type Verdict = (typeof verdicts)[number];

/** The guard's answer for one line on one platform. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly allowed: boolean;
  /** Why, in one sentence; for a refusal also which form would pass. */
  readonly reason: string;
}
