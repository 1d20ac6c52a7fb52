import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { expect, it } from 'vitest';
import { createPlanHistory } from '../../src/history/create-plan-history.ts';
import { planPruner } from '../../src/history/prune-plans.ts';
import { instant } from '../../src/model/instant.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const dayMs = 86_400_000;
const { signal } = new AbortController();

it('removes plans that are too old and over, and leaves those that go on or have just ended', async () => {
  const home = temporaryFolder();
  const clock = new FakeClock();
  const history = createPlanHistory({ home, clock, logger: silentLogger });
  const owner = (host: string) => ({ host, pid: 1, process_start: null });
  async function plan(daysAgo: number, options: { ended: boolean; host?: string; writtenDaysAgo?: number }) {
    const at = clock.now() - daysAgo * dayMs;
    const planId = ulid(at);
    const log = await history.open(planId);
    const time = instant(at);
    log.append({
      ...{ type: 'plan-started', time, plan_id: planId, steps: [], devices: [], warnings: [], token: null },
      owner: owner(options.host ?? 'gone'),
    });
    if (options.ended) log.append({ type: 'plan-finished', time, state: 'finished' });
    await log.close();
    const written = (clock.now() - (options.writtenDaysAgo ?? daysAgo) * dayMs) / 1_000;
    utimesSync(join(home, 'plans', planId, 'events.jsonl'), written, written);
    return planId;
  }
  const old = await plan(40, { ended: true });
  const dead = await plan(40, { ended: false });
  const alive = await plan(40, { ended: false, host: 'alive' });
  const justEnded = await plan(40, { ended: true, writtenDaysAgo: 0 });
  const young = await plan(3, { ended: true });
  const prune = planPruner({ home, clock, ownerAlive: ({ host }) => host === 'alive' });
  const left = (): string[] => readdirSync(join(home, 'plans')).sort();
  const before = clock.now() - 30 * dayMs;
  expect(await prune(before, { dryRun: true, signal })).toEqual([]);
  expect(left()).toHaveLength(5);
  expect(await prune(before, { dryRun: false, signal })).toEqual([]);
  expect(left()).toEqual([alive, justEnded, young].sort());
  expect([await history.read(old), await history.find(dead)]).toEqual([null, null]);
  await history.close();
});
