import { RollcallError } from '../base/rollcall-error.ts';
import type { Explanation } from '../model/explanation.ts';
import type { GuardGrammar } from '../model/guard-grammar.ts';
import type { GuardTarget } from '../model/guard-target.ts';
import type { Plan } from '../model/plan.ts';
import type { PlatformName } from '../model/platform-name.ts';
import type { Policy } from '../model/policy.ts';
import type { Judgement } from '../model/verdict.ts';
import { type Approval, type ApprovalTerms, approve } from './approve.ts';
import { decide } from './decide.ts';
import { explainLine } from './explain.ts';
import { compileGrammar, type Grammar } from './grammar.ts';
import { CompiledPolicy } from './policy-rules.ts';

/** Judges what may be sent, on the grammar of each platform and under a policy. */
export interface Guard {
  /** `token`: the name of the caller's access token; null where there is none. */
  judge(line: string, target: GuardTarget, token: string | null): Judgement;
  /** As `judge`, with the grounds; slower. */
  explain(line: string, target: GuardTarget, token: string | null): Explanation;
  /** Judges every line of every device. Throws `approval_stale` where `terms` carry an approval of another plan. */
  approve(plan: Plan, terms: ApprovalTerms): Approval;
}

export interface GuardOptions {
  readonly grammars: readonly GuardGrammar[];
  readonly policy: Policy;
  /** A cryptographic hash in hex; it stands for the whole plan in an approval. */
  readonly digest: (text: string) => string;
}

export function guardOf({ grammars, policy, digest }: GuardOptions): Guard {
  const compiled = new Map(grammars.map((data): [PlatformName, Grammar] => [data.platform, compileGrammar(data)]));
  const rules = new CompiledPolicy(policy);
  const grammarOf = (platform: PlatformName): Grammar => {
    const grammar = compiled.get(platform);
    if (grammar === undefined) throw new RollcallError('defect', `the guard has no grammar for ${platform}`);
    return grammar;
  };
  const explain: Guard['explain'] = (line, target, token) =>
    explainLine(line, grammarOf(target.platform), target.username, rules.rulesFor(target, token));
  return {
    judge(line, target, token) {
      const { platform, username } = target;
      const { finding, allowed, approvable } = decide(
        line,
        grammarOf(platform),
        username,
        rules.rulesFor(target, token),
      );
      return { verdict: finding.verdict, allowed, approvable, reason: finding.reason };
    },
    explain,
    approve: (plan, terms) => approve(plan, terms, { explain, rules, digest }),
  };
}
