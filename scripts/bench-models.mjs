// npm run bench:models: the same logins and commands over simulated routers on one event loop, on threads and in processes.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { askAtOnce, routersIn } from './bare-loop.mjs';
import { withFleet } from './with-fleet.mjs';

const fleet = { count: 400, latencyMs: 100 };
const command = 'show version';
const rounds = 3;
const parts = Math.max(2, availableParallelism());
const self = fileURLToPath(import.meta.url);

/** The n-th of `of` equal shares. */
const share = (routers, n, of) => routers.filter((_, at) => at % of === n);

const ways = {
  'one event loop': (routers) => askAtOnce(routers, command),
  [`${parts} threads`]: async (routers) =>
    sum(await Promise.all(sharesOf(routers).map((own) => answerOf(new Worker(self, { workerData: own }))))),
  [`${parts} processes`]: async (routers) =>
    sum(
      await Promise.all(
        sharesOf(routers).map((own) => {
          const child = fork(self, ['share'], { serialization: 'advanced' });
          child.send(own);
          return answerOf(child);
        }),
      ),
    ),
};

const sharesOf = (routers) => Array.from({ length: parts }, (_, n) => share(routers, n, parts));
const sum = (numbers) => numbers.reduce((all, each) => all + each, 0);

/** What a thread or a process tells when it has done its share; those of processes also tell what they took. */
function answerOf(worker) {
  return new Promise((resolve, reject) => {
    worker.once('message', (message) => {
      if (message.usage !== undefined) childUsage.push(message.usage);
      resolve(message.count);
    });
    worker.once('error', reject);
  });
}

const childUsage = [];
const usage = () => {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1_000, rssMb: process.resourceUsage().maxRSS / 1_000 };
};

/** One way in a process of its own, so that none pays for what another left. */
function measure(name, inventory) {
  return new Promise((resolve, reject) => {
    const child = fork(self, ['way', name, inventory]);
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (status) => status !== 0 && reject(new Error(`${name} ended with status ${status}`)));
  });
}

async function runWay(name, inventory) {
  const routers = routersIn(inventory);
  const begun = performance.now();
  const count = await ways[name](routers);
  const workMs = performance.now() - begun;
  if (count !== routers.length) throw new Error(`${count} of ${routers.length} answered`);
  const all = [usage(), ...childUsage];
  process.send({ workMs, cpuMs: sum(all.map((each) => each.cpuMs)), rssMb: sum(all.map((each) => each.rssMb)) });
  process.disconnect();
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function compare() {
  const found = new Map(Object.keys(ways).map((name) => [name, []]));
  await withFleet(fleet, async (inventory) => {
    // In turn, so that whatever else the machine does meets all of them alike.
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, figures] of found) figures.push(await measure(name, inventory));
    }
  });
  process.stdout.write(
    `${fleet.count} routers that think for ${fleet.latencyMs} ms, one login and one command each, median of ${rounds}\n`,
  );
  const columns = ['wall', 'processor time', 'memory'].map((title) => title.padStart(16)).join('');
  process.stdout.write(`${''.padEnd(20)}${columns}\n`);
  for (const [name, figures] of found) {
    const of = (key) => median(figures.map((each) => each[key]));
    const cells = [`${of('workMs').toFixed(0)} ms`, `${of('cpuMs').toFixed(0)} ms`, `${of('rssMb').toFixed(0)} MB`];
    process.stdout.write(`${name.padEnd(20)}${cells.map((cell) => cell.padStart(16)).join('')}\n`);
  }
}

const [mode, name, inventory] = process.argv.slice(2);
if (!isMainThread) parentPort.postMessage({ count: await askAtOnce(workerData, command) });
else if (mode === 'share') {
  process.once('message', async (routers) => {
    const count = await askAtOnce(routers, command);
    process.send({ count, usage: usage() });
    process.disconnect();
  });
} else if (mode === 'way') await runWay(name, inventory);
else await compare();
