import { RollcallError } from '../base/rollcall-error.ts';
import type { PlanToApprove } from '../model/approval.ts';
import type { ApprovedPlan } from '../model/approved-plan.ts';
import type { JudgedLine } from '../model/audit.ts';
import type { Device } from '../model/device.ts';
import type { Explanation } from '../model/explanation.ts';
import type { ErrorDetail } from '../model/failure.ts';
import type { GuardTarget } from '../model/guard-target.ts';
import type { Denial, Job, Plan } from '../model/plan.ts';
import { mayChange } from '../model/verdict.ts';
import { unknownFirstWord } from './grammar.ts';
import { type JudgedJob, planToApprove } from './plan-to-approve.ts';
import type { CompiledPolicy, PolicyRules } from './policy-rules.ts';

export interface ApprovalTerms {
  /** Name of the caller's access token; null where there is none. */
  readonly token: string | null;
  /** Whether changes may run at all if a person approves them, or what forbids it. */
  readonly changes: 'enabled' | 'disabled' | 'not_permitted';
  /** Hash of the plan that a person approved; null: nobody approved anything. */
  readonly approvedHash: string | null;
}

export interface Approval {
  /** The devices of which every line may be sent. */
  readonly plan: ApprovedPlan;
  /** Every line that may not. Nothing is sent to its device. */
  readonly denials: readonly Denial[];
  /** Each distinct line and kind of device with its verdict, for the audit log. */
  readonly judgements: readonly JudgedLine[];
  /** What a person would have to approve, so that more may be sent; null where that would let nothing more through. */
  readonly toApprove: PlanToApprove | null;
}

interface ApprovePorts {
  readonly explain: (line: string, target: GuardTarget, token: string | null) => Explanation;
  readonly rules: CompiledPolicy;
  readonly digest: (text: string) => string;
}

/** Judges every line of every device. A device with one line that may not be sent is left out as a whole. */
export function approve(plan: Plan, terms: ApprovalTerms, ports: ApprovePorts): Approval {
  const judgements = new Judgements(terms.token, ports);
  const judgedJobs = plan.jobs.map((job): JudgedJob => {
    const judge = judgements.judgeFor(job.device);
    return { job, judged: job.commands.map((command) => ({ command, explanation: judge(command.line) })) };
  });
  const toApprove = terms.changes === 'enabled' ? planToApprove(judgedJobs, ports.digest) : null;
  const approved = isApproved(toApprove, terms.approvedHash);
  const jobs: Job[] = [];
  const denials: Denial[] = [];
  for (const { job, judged } of judgedJobs) {
    const denied = judged.flatMap(({ command, explanation }): Denial[] => {
      if (explanation.allowed || (approved && explanation.approvable)) return [];
      return [{ device: job.device.name, commandIndex: command.index, error: denialOf(explanation, terms) }];
    });
    denials.push(...denied);
    if (denied.length > 0) continue;
    const commands = judged.map(({ command, explanation: { verdict } }) => ({
      ...command,
      verdict,
      mayChange: mayChange(verdict),
    }));
    jobs.push({ ...job, commands });
  }
  // The one place where the brand is made: every line of `jobs` passed the guard or a person just now.
  const approvedPlan = { jobs } as unknown as ApprovedPlan;
  return {
    plan: approvedPlan,
    denials,
    judgements: judgements.lines(approved),
    toApprove: approved ? null : toApprove,
  };
}

/** An approval is for one plan, to the byte: for any other one it is none. */
function isApproved(toApprove: PlanToApprove | null, approvedHash: string | null): boolean {
  if (approvedHash === null) return false;
  if (toApprove?.planHash === approvedHash) return true;
  throw new RollcallError('approval_stale', 'the plan is not the one that was approved; nothing was sent', {
    phase: 'request',
    hint: 'the inventory or the policy changed meanwhile: ask again and look at the devices and lines once more',
  });
}

/** The same line goes to many devices: it is judged once for each platform, login and set of policy rules. */
class Judgements {
  readonly #token: string | null;
  readonly #ports: ApprovePorts;
  readonly #known = new Map<string, JudgedLine & { readonly explanation: Explanation }>();
  readonly #sets = new Map<PolicyRules, number>();

  constructor(token: string | null, ports: ApprovePorts) {
    this.#token = token;
    this.#ports = ports;
  }

  judgeFor(device: Device): (line: string) => Explanation {
    const { platform, username } = device;
    const rules = this.#ports.rules.rulesFor(device, this.#token);
    const set = this.#sets.get(rules) ?? this.#sets.size;
    this.#sets.set(rules, set);
    return (line) => {
      const key = JSON.stringify([platform, username, set, line]);
      const before = this.#known.get(key);
      if (before !== undefined) return before.explanation;
      const explanation = this.#ports.explain(line, device, this.#token);
      const { verdict, allowed, rule } = explanation;
      this.#known.set(key, { platform, line, verdict, allowed, rule, explanation });
      return explanation;
    };
  }

  lines(approved: boolean): readonly JudgedLine[] {
    return [...this.#known.values()].map(({ explanation, ...line }) => ({
      ...line,
      allowed: line.allowed || (approved && explanation.approvable),
    }));
  }
}

const policyHint =
  'the policy refuses it, and nobody can approve it: ask for something else, or have the policy changed (`rollcall settings` names its file, docs/policy.md tells its keys)';

const generalHint =
  'allowed are show, ping with a bound and traceroute, with pipes that only filter; rollcall check explains a line';

function denialOf(
  { reason, rule, nearest, approvable, byPolicy }: Explanation,
  { changes }: ApprovalTerms,
): ErrorDetail {
  const denied = { code: 'denied', message: reason, phase: 'request' } as const;
  const near = nearest === null ? null : `the nearest form that passes is: ${nearest}`;
  if (!approvable) return { ...denied, hint: byPolicy ? policyHint : (near ?? generalHint) };
  const misspelt = rule.endsWith(unknownFirstWord) ? 'check the spelling' : null;
  const first = near ?? misspelt;
  const needed = whatChangesNeed[changes];
  return {
    ...denied,
    code: 'approval_needed',
    hint: first === null ? needed : `${first}; to change something: ${needed}`,
  };
}

const whatChangesNeed: Readonly<Record<ApprovalTerms['changes'], string>> = {
  enabled:
    'a person has to approve it: at a terminal with `rollcall run --allow-changes`, or in an MCP client that can ask its user (elicitation); this client cannot',
  disabled: 'start rollcall with --allow-changes, and a person has to approve it',
  not_permitted: 'this access token is for reading: use one of scope change, and a person has to approve it',
};
