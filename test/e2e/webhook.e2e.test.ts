import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
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
  return { home, run, secretFile };
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
