import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fleetProcess, rollcall, serveHttp, startRollcall } from '../support/built-command.ts';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { selfSignedCertificate } from '../support/self-signed-certificate.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

async function createToken(devices: string, ...more: string[]): Promise<string> {
  const { status, stdout } = await rollcall(home, ['token', 'create', '--name', 'ci', '--devices', devices, ...more]);
  expect(status).toBe(0);
  return stdout.trim();
}

/** Every file in the state folder with its text. */
function stateTexts(): readonly string[] {
  const state = join(home, 'state');
  const entries = readdirSync(state, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

describe.each([
  ['2025-11-25', oldEra],
  ['2026-07-28', modern],
] as const)('a token of the built command, over protocol %s', (_era, driver) => {
  it('lets its owner work on its devices, and nobody work on others, until it is revoked', async () => {
    const inventory = await fleetProcess(home, ['--count', '3']);
    const { stdout } = await rollcall(home, ['devices', '-i', inventory, '--json']);
    const names = [...stdout.matchAll(/"name": "([^"]+)"/g)].map((found) => found[1] ?? '');
    const [mine = '', other = ''] = names;
    const token = await createToken(mine);
    const url = await serveHttp(home, ['-i', inventory]);

    await expect(driver.connectHttp(url)).rejects.toThrow();
    const client = await driver.connectHttp(url, bearer(token));
    onTestFinished(() => client.close().catch(() => {}));
    const refused = await client.callTool('execute_command_batch', { devices: other, command: 'show version' });
    expect(refused.isError).toBe(true);
    const answer = await client.callTool('execute_command_batch', { devices: 'all', command: 'show version' });
    expect(answer.structuredContent).toMatchObject({ summary: { total: 1, succeeded: 1 } });
    const runs = JSON.parse((await rollcall(home, ['runs', '--json'])).stdout);
    expect(JSON.stringify(runs)).not.toContain(other);
    const audit = (await rollcall(home, ['audit', 'show', '--json'])).stdout.trimEnd().split('\n');
    const caller = { surface: 'mcp-http', token: 'ci' };
    expect(audit.map((line) => JSON.parse(line))).toMatchObject([
      {
        caller: { surface: 'mcp-http', token: null },
        event: { type: 'access-refused', status: 401, address: '127.0.0.1', path: '/mcp' },
      },
      { caller, event: { type: 'refused', error: { code: 'not_permitted' }, devices: other } },
      { caller, event: { type: 'run-started', devices: mine } },
      { caller, event: { type: 'run-finished', outcomes: { ok: 1 } } },
    ]);
    for (const text of stateTexts()) expect(text).not.toContain(token);

    expect((await rollcall(home, ['token', 'list'])).stdout).toMatch(/ci +read .+ 20\d\d-\S+Z +20\d\d-\S+Z\n/);
    expect((await rollcall(home, ['token', 'revoke', 'ci'])).status).toBe(0);
    await expect(client.callTool('list_devices', {})).rejects.toThrow();
    await expect(driver.connectHttp(url, bearer(token))).rejects.toThrow();
  });
});

describe('the built server', () => {
  beforeEach(() => {
    writeFileSync(join(home, 'devices.yaml'), 'devices: { r1: { host: 127.0.0.1, port: 1 } }\n');
  });
  const serve = (...args: string[]) => rollcall(home, ['serve', '-i', join(home, 'devices.yaml'), ...args]);

  it('does not start beyond loopback without TLS, nor without a token, nor behind a proxy without one', async () => {
    const open = await serve('--http', '0.0.0.0:0');
    expect([open.status, open.stderr]).toEqual([2, expect.stringContaining('--tls-cert')]);
    const noToken = await serve('--http', '0.0.0.0:0', '--behind-proxy');
    expect([noToken.status, noToken.stderr]).toEqual([2, expect.stringContaining('rollcall token create')]);
    expect((await serve('--http', '0', '--behind-proxy')).status).toBe(2);
  });

  it('speaks HTTPS with a certificate, and refuses a key that others can read', async () => {
    const { cert, key } = selfSignedCertificate();
    const [certPath, keyPath] = [join(home, 'cert.pem'), join(home, 'key.pem')];
    writeFileSync(certPath, cert);
    writeFileSync(keyPath, key, { mode: 0o600 });
    const token = await createToken('all', '--expires', '1h');
    const args = ['serve', '-i', join(home, 'devices.yaml'), '--tls-cert', certPath, '--tls-key', keyPath];
    const server = startRollcall(home, [...args, '--http', '0']);
    const [url] = await server.said('stderr', /https:\/\/\S+(?=\n)/);
    const status = (headers: Record<string, string>): Promise<number> =>
      new Promise((resolve, reject) => {
        const asked = request(url, { ca: cert, headers, agent: false }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
        });
        asked.on('error', reject).end();
      });
    expect([await status({}), await status(bearer(token))]).toEqual([401, 400]);
    server.child.kill('SIGTERM');
    expect((await server.ended).status).toBe(0);

    chmodSync(keyPath, 0o644);
    const loose = await rollcall(home, [...args, '--http', '0']);
    expect([loose.status, loose.stderr]).toEqual([2, expect.stringContaining(`chmod 600 ${keyPath}`)]);
  });
});
