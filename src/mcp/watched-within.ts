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
 * A `subscriptions/listen` request with those runs only that are under way and that the client may see: the SDK's bus knows no
 * callers. Runs that are hidden are left out like those that there are not. Any other body is returned as it is.
 */
export async function watchedWithin(body: unknown, rollcall: Rollcall): Promise<unknown> {
  const parsed = listenSchema.safeParse(body);
  if (!parsed.success) return body;
  const { params } = parsed.data;
  const visible: string[] = [];
  for (const uri of params.notifications.resourceSubscriptions.slice(0, maxUris)) {
    if (await isUnderWay(runIdOf(uri), rollcall)) visible.push(uri);
  }
  const notifications = { ...params.notifications, resourceSubscriptions: visible };
  return { ...parsed.data, params: { ...params, notifications } };
}

async function isUnderWay(runId: string | null, rollcall: Rollcall): Promise<boolean> {
  if (runId === null) return false;
  try {
    return (await readRunOrPlan(runId, rollcall)).state === 'running';
  } catch {
    return false;
  }
}
