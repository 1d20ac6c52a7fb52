import { z } from 'zod';
import type { Rollcall } from '../app/rollcall.ts';
import { readRunOrPlan } from './read-run-or-plan.ts';
import { runIdOf } from './run-uri.ts';

/** More is no list that a client watches. */
const maxUris = 1_000;

const listenSchema = z.looseObject({
  method: z.literal('subscriptions/listen'),
  params: z.looseObject({
    notifications: z.looseObject({ resourceSubscriptions: z.array(z.string()).min(1) }),
  }),
});

/**
 * A `subscriptions/listen` request with those runs and plans only that are under way in this process and that the client may see: of
 * others nobody would be told, and the SDK's bus knows no callers. Runs that are hidden are left out like those that there are not. Any other body is returned as it is.
 */
export async function watchedWithin(
  body: unknown,
  {
    whole,
    own,
  }: {
    readonly whole: Pick<Rollcall, 'activeRun' | 'activePlan'>;
    readonly own: Pick<Rollcall, 'readRun' | 'readPlan'>;
  },
): Promise<unknown> {
  const parsed = listenSchema.safeParse(body);
  if (!parsed.success) return body;
  const { params } = parsed.data;
  const visible: string[] = [];
  for (const uri of params.notifications.resourceSubscriptions.slice(0, maxUris)) {
    const runId = runIdOf(uri);
    // First: reading an ended run only to leave it out may take a while.
    const here = runId !== null && (whole.activeRun(runId) ?? whole.activePlan(runId)) !== undefined;
    if (here && (await isUnderWay(runId, own))) visible.push(uri);
  }
  const notifications = { ...params.notifications, resourceSubscriptions: visible };
  return { ...parsed.data, params: { ...params, notifications } };
}

async function isUnderWay(runId: string, own: Pick<Rollcall, 'readRun' | 'readPlan'>): Promise<boolean> {
  try {
    return (await readRunOrPlan(runId, own)).state === 'running';
  } catch {
    return false;
  }
}
