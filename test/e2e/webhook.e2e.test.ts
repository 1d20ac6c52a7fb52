import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import { planDocumentSchema } from '../../src/model/plan-document.ts';
import { webhookSignature } from '../../src/notify/webhook-key.ts';
import { webhookReceiver } from '../notify/webhook-receiver.ts';
import { rollcall } from '../support/built-command.ts';
import { everythingIn } from '../support/everything-in.ts';
import { fleetOf } from '../support/simulated-fleet.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;

async function prepared() {
  const home = temporaryFolder();
  const inventory = join(home, 'devices.yaml');
  await fleetOf({ count: 2, inventoryOut: inventory });
  const secretFile = join(home, 'webhook.secret');
  writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });
  const env = (hosts: string) => ({
    ROLLCALL_WEBHOOK_HOSTS: hosts,
    ROLLCALL_WEBHOOK_ALLOW_PRIVATE: 'true',
    ROLLCALL_WEBHOOK_SECRET_FILE: secretFile,
  });
  const run = (url: string, hosts: string) =>
    rollcall(home, ['run', 'all', 'show version', '--webhook', url, '-i', inventory], { env: env(hosts) });
  const runPlan = (hosts: string, ...options: string[]) => {
    const file = join(home, 'plan.yaml');
    writeFileSync(file, 'steps:\n  - { id: facts, devices: all, command: show version }\n');
    return rollcall(home, ['plan', file, '--json', '-i', inventory, ...options], { env: env(hosts) });
  };
  return { home, run, runPlan, secretFile };
}

describe('run --webhook', () => {
  it('tells the receiver before the command ends, and leaves the secret and the path nowhere', async () => {
    const { home, run } = await prepared();
    const { port, received } = await webhookReceiver((response) => response.writeHead(204).end());
    const origin = `http://127.0.0.1:${port}`;
    const { status, stderr } = await run(`${origin}/hidden-path`, origin);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [{ headers, body } = expect.fail('nothing came')] = received;
    expect(JSON.parse(body)).toMatchObject({
      type: 'run.finished',
      data: { state: 'finished', summary: { total: 2, succeeded: 2 }, failed_devices: null },
    });
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
    expect(signature).toBe(webhookSignature(new Secret(secret), String(id), Number(timestamp), body));
    const { stdout: log } = await rollcall(home, ['audit', 'show']);
    expect(log).toMatch(/webhook-ended .*http:\/\/127\.0\.0\.1:\d+: told \(attempts: 1\), answered 204/);
    const kept = everythingIn(join(home, 'state'));
    expect(kept).not.toContain('hidden-path');
    expect(kept).not.toContain(secret.slice(6));
  });

  it('says on standard error when it was refused there, and ends as the run did', async () => {
    const { run } = await prepared();
    const { port } = await webhookReceiver((response) => response.writeHead(404).end());
    const { status, stderr } = await run(`http://127.0.0.1:${port}/`, `http://127.0.0.1:${port}`);
    expect(status).toBe(0);
    expect(stderr).toContain('a webhook did not arrive');
    expect(stderr).toContain('answered 404');
  });

  it('is refused before anything is sent: a host that is not listed, a secret that others can read', async () => {
    const { home, run, secretFile } = await prepared();
    const unlisted = await run('https://evil.example/', 'hooks.example');
    expect(unlisted).toMatchObject({ status: 2, stdout: '' });
    expect(unlisted.stderr).toContain('webhook_hosts');
    chmodSync(secretFile, 0o644);
    const loose = await run('https://hooks.example/', 'hooks.example');
    expect(loose).toMatchObject({ status: 2, stdout: '' });
    expect(loose.stderr).toContain(`chmod 600 ${secretFile}`);
    expect((await rollcall(home, ['runs'])).stdout).toBe('');
  });
});

it('plan --webhook and --on-finish: told of each step, of the plan, then a line in the shell', async () => {
  const { home, runPlan } = await prepared();
  const { port, received } = await webhookReceiver((response) => response.writeHead(204).end());
  const origin = `http://127.0.0.1:${port}`;
  const line = 'echo "$ROLLCALL_RUN_ID $ROLLCALL_STATE $ROLLCALL_SUCCEEDED $ROLLCALL_FAILED"; cat';
  const { status, stdout, stderr } = await runPlan(origin, '--webhook', `${origin}/hidden-path`, '--on-finish', line);
  const plan = planDocumentSchema.parse(JSON.parse(stdout));
  const told = received.map(({ body }) => JSON.parse(body));
  expect([status, told.map(({ type }) => type)]).toEqual([0, ['step.finished', 'plan.finished']]);
  expect(told[1].data).toMatchObject({ run_id: plan.run_id, state: 'finished', summary: plan.summary });
  const [first, ...rest] = stderr.split('\n');
  expect(first).toBe(`${plan.run_id} finished 2 0`);
  expect(JSON.parse(rest.join('\n'))).toEqual(told[1].data);
  expect(everythingIn(join(home, 'state'))).not.toContain('hidden-path');
});
