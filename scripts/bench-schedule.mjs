// npm run bench:schedule [overhead | fleet]: what the scheduler costs a job with 100,000 of them queued, and how long rollcall takes over
// 1,000 simulated routers with 200 ms of thinking beside a bare ssh2 loop without a scheduler.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../dist/base/clock.js';
import { createScheduler } from '../dist/schedule/create-scheduler.js';
import { askAtOnce, routersIn } from './bare-loop.mjs';
import { main, withFleet } from './with-fleet.mjs';

const jobCount = 100_000;
const routerCount = 1_000;
const latencyMs = 200;
const rounds = 3;
const command = 'show version';
const self = fileURLToPath(import.meta.url);

const priorities = ['critical', 'high', 'normal', 'low'];
const group = (name, devicesAtOnce) => ({ group: name, devicesAtOnce });
const core = [group('core', 1)];
// As an inventory gives them: one list for all devices of an entry.
const crossed = Array.from({ length: 350 }, (_, at) => [group(`site ${at % 50}`, 2), group(`role ${at % 7}`, 5)]);

/** Kind of queue → what is special about its n-th job. */
const queues = {
  'one run, no cap': (at) => ({ device: `r${at}` }),
  'one run, 10 at once': (at) => ({ device: `r${at}`, runLimit: 10 }),
  '10 runs of 10 callers, all priorities': (at) => ({
    ...{ device: `r${at % 10_000}`, run: `run ${at % 10}` },
    ...{ caller: `caller ${at % 10}`, priority: priorities[at % 4] },
  }),
  '100,000 runs on one device': (at) => ({ device: 'r1', run: `run ${at}` }),
  '1,000 runs on 100 devices, 5 a run': (at) => ({
    device: `r${at % 100}`,
    run: `run ${Math.floor(at / 100)}`,
    runLimit: 5,
  }),
  'a group, one device at once': (at) => ({ device: `r${at}`, groups: core }),
  '100,000 runs in that group, 10 callers': (at) => ({
    ...{ device: `r${at % 5_000}`, run: `run ${at}`, groups: core, caller: `caller ${at % 10}` },
  }),
  '50 × 7 groups, 100 runs, 10 callers': (at) => ({
    ...{ device: `r${at}`, run: `run ${at % 100}`, groups: crossed[at % 350] },
    ...{ caller: `caller ${at % 10}`, priority: priorities[at % 4] },
  }),
};

/** Processor time of one job, so that whoever else works on this machine does not count: asked, queued, begun, ended. */
async function overhead(kind) {
  const scheduler = createScheduler({ maxLimit: 4_000, clock: systemClock });
  const { signal } = new AbortController();
  const usual = { deviceLimit: 4, groups: [], priority: 'normal', caller: 'cli', run: 'run', runLimit: 1_000, signal };
  let worked = 0;
  const work = async () => {
    await null;
    worked += 1;
  };
  const begun = process.cpuUsage();
  const jobs = Array.from({ length: jobCount }, (_, at) => scheduler.run({ ...usual, ...queues[kind](at), work }));
  if (scheduler.load.queued !== jobCount) throw new Error('not all jobs were queued at once');
  await Promise.all(jobs);
  const { user, system } = process.cpuUsage(begun);
  if (worked !== jobCount) throw new Error(`${worked} jobs ran`);
  return (user + system) / jobCount;
}

/** Wall time of a whole process, from its start to its end. */
function wallOf(args, env, check) {
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1e9,
  });
  const ms = performance.now() - begun;
  if (status !== 0 || !check(stdout)) throw new Error(`${args[0]} failed: ${stderr}${stdout.slice(0, 2_000)}`);
  return ms;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const seconds = (ms) => `${(ms / 1_000).toFixed(2)} s`;
const print = (name, text) => process.stdout.write(`${name.padEnd(48)}${text}\n`);

async function compareOver(inventory, folder) {
  const usual = { ROLLCALL_HOME: join(folder, 'home') };
  const unlimited = { ...usual, ROLLCALL_HANDSHAKES: `${routerCount}` };
  const all = (text) => JSON.parse(text).summary.succeeded === routerCount;
  const rollcall = (env) => wallOf([main, 'run', 'all', command, '-i', inventory, '--json'], env, all);
  const ways = {
    'bare ssh2 loop': () => wallOf([self, 'bare', inventory], usual, (text) => text === `${routerCount}\n`),
    'rollcall run, unlimited': () => rollcall(unlimited),
    'rollcall run, 100 handshakes at once (default)': () => rollcall(usual),
  };
  // In turn, so that whatever else the machine does meets all of them alike.
  const walls = Object.keys(ways).map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, way] of Object.values(ways).entries()) walls[at].push(way());
  }
  const [bare] = walls;
  for (const [at, name] of Object.keys(ways).entries()) {
    const ratio = at === 0 ? '' : `  ratio ${(median(walls[at]) / median(bare)).toFixed(2)}`;
    print(name, `${seconds(median(walls[at]))}${ratio}`);
  }
}

function measureOverhead() {
  print(`${jobCount} jobs queued at once`, 'µs a job');
  for (const kind of Object.keys(queues)) {
    // A process each, so that none pays for what another left in memory.
    const { status, stdout, stderr } = spawnSync(process.execPath, [self, 'overhead', kind], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    print(kind, Number(stdout).toFixed(1).padStart(4));
  }
}

async function measureFleet() {
  process.stdout.write(`${routerCount} routers that think for ${latencyMs} ms, whole processes, median of ${rounds}\n`);
  await withFleet({ count: routerCount, latencyMs }, compareOver);
}

const [mode, subject] = process.argv.slice(2);
if (mode === 'overhead' && subject !== undefined) process.stdout.write(`${await overhead(subject)}\n`);
else if (mode === 'bare') process.stdout.write(`${await askAtOnce(routersIn(subject), command)}\n`);
else {
  if (mode !== 'fleet') measureOverhead();
  if (mode !== 'overhead') await measureFleet();
}
