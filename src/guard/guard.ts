import { RollcallError } from '../base/rollcall-error.ts';
import type { Explanation } from '../model/explanation.ts';
import type { GuardGrammar } from '../model/guard-grammar.ts';
import type { Plan } from '../model/plan.ts';
import type { PlatformName } from '../model/platform-name.ts';
import type { Judgement } from '../model/verdict.ts';
import { type Approval, approve } from './approve.ts';
import { explainLine } from './explain.ts';
import { compileGrammar, type Grammar } from './grammar.ts';
import { judgeLine } from './judge.ts';

/** Judges what may be sent, on the grammar of each platform. */
export interface Guard {
  judge(line: string, platform: PlatformName, username: string): Judgement;
  /** As `judge`, with the grounds; slower. */
  explain(line: string, platform: PlatformName, username: string): Explanation;
  /** Judges every line of every device. */
  approve(plan: Plan): Approval;
}

export function guardOf(grammars: readonly GuardGrammar[]): Guard {
  const compiled = new Map(grammars.map((data): [PlatformName, Grammar] => [data.platform, compileGrammar(data)]));
  const grammarOf = (platform: PlatformName): Grammar => {
    const grammar = compiled.get(platform);
    if (grammar === undefined) throw new RollcallError('defect', `the guard has no grammar for ${platform}`);
    return grammar;
  };
  const explain: Guard['explain'] = (line, platform, username) => explainLine(line, grammarOf(platform), username);
  return {
    judge: (line, platform, username) => judgeLine(line, grammarOf(platform), username),
    explain,
    approve: (plan) => approve(plan, explain),
  };
}
