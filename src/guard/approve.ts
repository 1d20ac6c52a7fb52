import type { ApprovedPlan } from '../model/approved-plan.ts';
import type { JudgedLine } from '../model/audit.ts';
import type { Device } from '../model/device.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Denial, Job, Plan } from '../model/plan.ts';
import type { PlatformName } from '../model/platform-name.ts';

export interface Approval {
  /** The devices of which every line passed. */
  readonly plan: ApprovedPlan;
  /** Every line that did not. Nothing is sent to its device. */
  readonly denials: readonly Denial[];
  /** Each distinct line and platform with its verdict, for the audit log. */
  readonly judgements: readonly JudgedLine[];
}

type Explain = (line: string, platform: PlatformName, username: string) => Explanation;

const generalHint =
  'allowed are show, ping with a bound and traceroute, with pipes that only filter; rollcall check explains a line';

/** Judges every line of every device. A device with one denied line is left out as a whole. */
export function approve(plan: Plan, explain: Explain): Approval {
  const judgements: JudgedLine[] = [];
  const judge = remembered(explain, (judged) => judgements.push(judged));
  const jobs: Job[] = [];
  const denials: Denial[] = [];
  for (const job of plan.jobs) {
    const denied = job.commands.flatMap((command): Denial[] => {
      const { allowed, reason, nearest } = judge(command.line, job.device);
      if (allowed) return [];
      const hint = nearest === null ? generalHint : `the nearest form that passes is: ${nearest}`;
      const error = { code: 'denied', message: reason, hint, phase: 'request' as const };
      return [{ device: job.device.name, commandIndex: command.index, error }];
    });
    if (denied.length === 0) jobs.push(job);
    denials.push(...denied);
  }
  // The one place where the brand is made: every line of `jobs` passed the guard just now.
  return { plan: { jobs } as unknown as ApprovedPlan, denials, judgements };
}

/** The same line goes to many devices: it is judged once for each platform and login. */
function remembered(
  explain: Explain,
  onJudged: (judged: JudgedLine) => void,
): (line: string, device: Device) => Explanation {
  const known = new Map<string, Explanation>();
  return (line, { platform, username }) => {
    const key = JSON.stringify([platform, username, line]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const judged = explain(line, platform, username);
    known.set(key, judged);
    onJudged({ platform, line, verdict: judged.verdict, allowed: judged.allowed, rule: judged.rule });
    return judged;
  };
}
