import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { type ProcessStatus, processStatusSchema } from '../../src/model/process-status.ts';
import { fleetProcess, rollcall, serveHttp, startRollcall } from '../support/built-command.ts';
import * as modern from '../support/clients/modern.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

async function told(): Promise<readonly ProcessStatus[]> {
  const { status, stdout } = await rollcall(home, ['status', '--json']);
  expect(status).toBe(0);
  return processStatusSchema.array().parse(JSON.parse(stdout).processes);
}

it('tells from another process, and to Prometheus, what a server does while it does it', async () => {
  const inventory = await fleetProcess(home, ['--count', '4', '--fault', 'hang=25']);
  expect((await rollcall(home, ['status'])).stdout).toBe('nothing is running\n');
  const url = await serveHttp(home, ['-i', inventory]);
  const at = async (path: string): Promise<Response> => fetch(new URL(path, url));
  expect((await at('/readyz')).status).toBe(200);

  const client = await modern.connectHttp(url);
  onTestFinished(() => client.close().catch(() => {}));
  await client.callTool('execute_command_batch', { devices: 'all', command: 'show version', wait_s: 5 });
  let processes: readonly ProcessStatus[] = [];
  while (processes[0]?.jobs.finished !== 3) processes = await told();
  expect(processes).toMatchObject([
    {
      ...{ purpose: 'serve', runs: { active: 1, ended: 0 } },
      jobs: { running: 1, queued: 0, finished: 3 },
      results: { total: 3, by_outcome: { ok: 3 } },
      connections: { open: 4, idle: 3 },
    },
  ]);

  const metrics = await (await at('/metrics')).text();
  for (const line of [
    'rollcall_jobs_running 1',
    'rollcall_results_total{outcome="ok"} 3',
    'rollcall_handshake_duration_seconds_count 3',
    'rollcall_command_duration_seconds_count 3',
    'rollcall_connections_open 4',
  ]) {
    expect(metrics.split('\n')).toContain(line);
  }
});

it('takes back what it told when it ends, and passes over what a killed process has left', async () => {
  const inventory = await fleetProcess(home, ['--count', '1', '--fault', 'hang=100']);
  const command = startRollcall(home, ['run', 'all', 'show version', '-i', inventory]);
  while ((await told()).length === 0);
  command.child.kill('SIGKILL');
  await command.ended;
  expect(readdirSync(join(home, 'state', 'status'))).toHaveLength(1);
  expect(await told()).toEqual([]);

  const next = startRollcall(home, ['run', 'all', 'show version', '-i', inventory]);
  while ((await told()).length === 0);
  expect(readdirSync(join(home, 'state', 'status'))).toHaveLength(1);
  next.child.kill('SIGINT');
  expect((await next.ended).status).toBe(130);
  expect(readdirSync(join(home, 'state', 'status'))).toEqual([]);
});
