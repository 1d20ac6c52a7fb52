import { createHash } from 'node:crypto';
import type { Approval, ApprovalTerms } from '../../src/guard/approve.ts';
import { type Guard, guardOf } from '../../src/guard/guard.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { PlatformName } from '../../src/model/platform-name.ts';
import { type Policy, policySchema } from '../../src/model/policy.ts';
import type { Judgement } from '../../src/model/verdict.ts';
import { loadGuardGrammars } from '../../src/settings/guard-grammars.ts';

const grammars = loadGuardGrammars();

/** The guard with the grammars in config/guard, under a policy. */
export const guardWith = (policy: Partial<Policy> = {}): Guard =>
  guardOf({
    grammars,
    policy: policySchema.parse(policy),
    digest: (text) => createHash('sha256').update(text).digest('hex'),
  });

/** Under the default policy. */
export const wholeGuard = guardWith();

const noApproval: ApprovalTerms = { token: null, changes: 'disabled', approvedHash: null };

/** The same, asked about a platform and a login only. */
export const shippedGuard = {
  judge(line: string, platform: PlatformName, username: string): Omit<Judgement, 'approvable'> {
    const { approvable: _, ...judged } = wholeGuard.judge(line, { platform, username, groups: [] }, null);
    return judged;
  },
  explain: (line: string, platform: PlatformName, username: string) =>
    wholeGuard.explain(line, { platform, username, groups: [] }, null),
  approve: (plan: Plan): Approval => wholeGuard.approve(plan, noApproval),
};
