import { expect, onTestFinished } from 'vitest';
import { createPlannedRollcall, type PlannedRollcallPorts } from '../../src/app/create-planned-rollcall.ts';
import { createWorkWatch } from '../../src/app/create-work-watch.ts';
import type { ProcessProbe } from '../../src/app/process-probe.ts';
import { createPlanHistory } from '../../src/history/create-plan-history.ts';
import { createRunHistory } from '../../src/history/create-run-history.ts';
import { currentOwner, isOwnerAlive } from '../../src/history/owner.ts';
import type { RunHistory } from '../../src/history/run-history.ts';
import type { Device } from '../../src/model/device.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import { createWebhooks } from '../../src/notify/create-webhooks.ts';
import { createScheduler } from '../../src/schedule/create-scheduler.ts';
import { createConnectionPool } from '../../src/session/connection-pool.ts';
import { pooledJobRunner } from '../../src/session/pooled-job-runner.ts';
import { FakeClock } from './fake-clock.ts';
import { exit, FakeDialer, type Script, text } from './fake-dialer.ts';
import { noRedaction } from './no-redaction.ts';
import { sampleDevice } from './sample-device.ts';
import { wholeGuard } from './shipped-guard.ts';
import { silentLogger } from './silent-logger.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Answers each line with itself. */
export const answering: Script = (line, out) => {
  out('stdout', text(`answer to ${line}\n`));
  return exit();
};

export interface ProductOptions extends Partial<PlannedRollcallPorts> {
  readonly home?: string;
  readonly probe?: ProcessProbe;
  readonly onDisk?: (history: RunHistory) => RunHistory;
  /** Changes to the devices of the inventory, by name; may be edited between requests. */
  readonly edits?: Record<string, Partial<Device>>;
}

const atEase: ProcessProbe = {
  ...{ begin: () => {}, loopDelay: () => null, rest: () => {} },
  memory: () => ({ residentBytes: 0, heapBytes: 0 }),
};

/** A whole product over scripted devices: everything but the network is real. It is closed after the test. */
export function productOver(devices: Readonly<Record<string, Script | Failure>>, options: ProductOptions = {}) {
  const { home = temporaryFolder(), onDisk = (history) => history, edits = {}, probe = atEase, ...ports } = options;
  const clock = new FakeClock();
  const dialer = new FakeDialer(devices);
  const names = Object.keys(devices);
  const stock = (): Inventory => ({
    source: 'devices.yaml',
    devices: new Map(names.map((name) => [name, sampleDevice(name, edits[name])])),
    groups: new Map([['core', names.filter((name) => name.startsWith('core'))]]),
    warnings: [],
  });
  const pool = createConnectionPool({ dialer, clock, idleCloseMs: 60_000 });
  const scheduler = createScheduler({ maxLimit: 1_000, clock });
  const watch = createWorkWatch({
    ...{ clock, scheduler, memoryLimitBytes: 1_000_000_000, purpose: 'cli', pid: 1 },
    probe,
    board: { tell: async () => {}, others: async () => [], close: async () => {} },
    pool: () => ({ ...pool.connections, resting: 0 }),
  });
  let asked = 0;
  const rollcall = createPlannedRollcall({
    inventory: { current: async () => stock() },
    guard: wholeGuard,
    history: onDisk(createRunHistory({ home, clock, logger: silentLogger })),
    plans: createPlanHistory({ home, clock, logger: silentLogger }),
    maxPlanJobs: 1_000,
    audit: { record: async () => {} },
    jobs: pooledJobRunner({
      pool,
      clock,
      outputLimitBytes: 10_000,
      redaction: async () => noRedaction,
      random: () => 1,
    }),
    scheduler,
    pool,
    watch,
    trust: () => Promise.reject(new Error('not in this test')),
    owner: currentOwner(),
    ownerAlive: isOwnerAlive,
    clock,
    logger: silentLogger,
    maxParallel: 10,
    changes: false,
    newId: () => {
      asked += 1;
      return `question-${asked}`;
    },
    runOutputLimitBytes: 100_000,
    webhooks: createWebhooks({
      ...{ hosts: [], allowPrivate: false, readSecret: null, version: '0.0.0-test', lastTimeMs: 0 },
      ...{ clock, logger: silentLogger },
    }),
    redactionId: async () => 'none',
    ...ports,
  });
  onTestFinished(async () => {
    await rollcall.close();
    await watch.close();
    expect(clock.pending).toBe(0);
  });
  return { rollcall, dialer, clock, home };
}
