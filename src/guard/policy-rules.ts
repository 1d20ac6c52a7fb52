import type { GuardTarget } from '../model/guard-target.ts';
import type { Policy, PolicyRule } from '../model/policy.ts';
import { type LinePattern, linePattern } from './line-pattern.ts';

/** The rules of a policy that count for one caller and one kind of device. */
export interface PolicyRules {
  readonly verdicts: Policy['verdicts'];
  readonly changes: Policy['changes'];
  readonly allow: readonly CompiledRule[];
  readonly deny: readonly CompiledRule[];
}

export interface CompiledRule {
  readonly pattern: LinePattern;
  readonly reason: string | null;
}

interface ScopedRule extends CompiledRule {
  readonly scope: PolicyRule;
}

/** A policy ready to decide with. Rules for the same kind of target are found once. */
export class CompiledPolicy {
  readonly #policy: Policy;
  readonly #allow: readonly ScopedRule[];
  readonly #deny: readonly ScopedRule[];
  readonly #found = new Map<string, PolicyRules>();
  /** By what a rule looks at: many devices are alike in that. */
  readonly #ofKind = new Map<string, PolicyRules>();
  readonly #whole: PolicyRules | null;

  constructor(policy: Policy) {
    this.#policy = policy;
    this.#allow = policy.allow.map(scoped);
    this.#deny = policy.deny.map(scoped);
    const { verdicts, changes, allow, deny } = policy;
    this.#whole = allow.length + deny.length === 0 ? { verdicts, changes, allow: [], deny: [] } : null;
  }

  /** Equal sets of rules are the same object. */
  rulesFor(target: GuardTarget, token: string | null): PolicyRules {
    if (this.#whole !== null) return this.#whole;
    const kind = JSON.stringify([target.platform, target.groups, token]);
    const known = this.#ofKind.get(kind);
    if (known !== undefined) return known;
    const found = this.#findRules(target, token);
    this.#ofKind.set(kind, found);
    return found;
  }

  #findRules(target: GuardTarget, token: string | null): PolicyRules {
    const counts = ({ scope }: ScopedRule): boolean => countsFor(scope, target, token);
    const [allow, deny] = [this.#allow.filter(counts), this.#deny.filter(counts)];
    const key = JSON.stringify([this.#allow, this.#deny].map((rules) => rules.map((rule) => Number(counts(rule)))));
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const { verdicts, changes } = this.#policy;
    const found = { verdicts, changes, allow, deny };
    this.#found.set(key, found);
    return found;
  }
}

const scoped = (scope: PolicyRule): ScopedRule => ({
  scope,
  pattern: linePattern(scope.command),
  reason: scope.reason ?? null,
});

function countsFor({ platforms, groups, tokens }: PolicyRule, target: GuardTarget, token: string | null): boolean {
  if (platforms !== undefined && !platforms.includes(target.platform)) return false;
  if (groups !== undefined && !target.groups.some((group) => groups.includes(group))) return false;
  return tokens === undefined || (token !== null && tokens.includes(token));
}
