import pLimit from 'p-limit';
import type { ApprovedJob, ApprovedPlan } from '../model/approved-plan.ts';

export interface Fanout {
  /** Jobs under way at once. A job runs one command at a time, so this bounds running commands too. */
  readonly maxParallel: number;
  /** On abort the queued jobs still go through `runJob`, which ends each of them at once and says so. */
  readonly signal: AbortSignal;
  readonly runJob: (job: ApprovedJob, signal: AbortSignal) => Promise<void>;
}

/** A job runner that threw: a bug, since a failing device is a value. */
export interface BrokenJob {
  readonly job: ApprovedJob;
  readonly thrown: unknown;
}

/** Runs every job of the plan, started in plan order, and waits for all of them; one that breaks disturbs no other. */
export async function runJobs(plan: ApprovedPlan, fanout: Fanout): Promise<readonly BrokenJob[]> {
  const limit = pLimit(fanout.maxParallel);
  const settled = await Promise.allSettled(plan.jobs.map((job) => limit(() => fanout.runJob(job, fanout.signal))));
  return plan.jobs.flatMap((job, index) => {
    const end = settled[index];
    return end?.status === 'rejected' ? [{ job, thrown: end.reason as unknown }] : [];
  });
}
