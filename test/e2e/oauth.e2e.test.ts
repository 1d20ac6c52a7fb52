import { Client, ClientCredentialsProvider, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fleetProcess, rollcall, serveHttp, startRollcall } from '../support/built-command.ts';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { sendRaw } from '../support/raw-http.ts';
import { bearer, json } from '../support/raw-mcp.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { TestIssuer } from '../support/test-issuer.ts';

let home: string;
let issuer: TestIssuer;
let inventory: string;
let names: string[];
beforeEach(async () => {
  home = temporaryFolder();
  issuer = await TestIssuer.start('/realms/net');
  inventory = await fleetProcess(home, ['--count', '3']);
  const { stdout } = await rollcall(home, ['devices', '-i', inventory, '--json']);
  names = [...stdout.matchAll(/"name": "([^"]+)"/g)].map((found) => found[1] ?? '');
});

const oauth = (devices: string): string[] => [
  ...['--oauth-issuer', issuer.url, '--oauth-audience', issuer.audience, '--oauth-devices', devices],
];
const audited = async (): Promise<unknown[]> => {
  const { stdout } = await rollcall(home, ['audit', 'show', '--json']);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

describe('the built server with an issuer', () => {
  it.each([
    ['2025-11-25', oldEra],
    ['2026-07-28', modern],
  ] as const)('lets its tokens run commands on their devices, over protocol %s', async (_era, driver) => {
    const [mine = '', narrow = '', other = ''] = names;
    const url = await serveHttp(home, ['-i', inventory, ...oauth(`${mine},${narrow}`)]);
    await expect(driver.connectHttp(url)).rejects.toThrow();
    const client = await driver.connectHttp(url, bearer(await issuer.issue({ rollcall_devices: `${mine},${other}` })));
    onTestFinished(() => client.close().catch(() => {}));
    const answer = await client.callTool('execute_command_batch', { devices: 'all', command: 'show version' });
    expect(answer.structuredContent).toMatchObject({ summary: { total: 1, succeeded: 1 } });
    const refused = await client.callTool('execute_command_batch', { devices: narrow, command: 'show version' });
    expect(refused.isError).toBe(true);
    const caller = { surface: 'mcp-http', token: `${issuer.url}#alice` };
    expect(await audited()).toMatchObject([
      { event: { type: 'access-refused', status: 401 } },
      { caller, event: { type: 'run-started', devices: mine } },
      { caller, event: { type: 'run-finished' } },
      { caller, event: { type: 'refused', error: { code: 'not_permitted' } } },
    ]);
  });

  it('is found out about by a client that has only its URL and credentials of the issuer', async () => {
    const url = await serveHttp(home, ['-i', inventory, ...oauth('all')]);
    const authProvider = new ClientCredentialsProvider({
      ...{ clientId: 'robot', clientSecret: 'not used', expectedIssuer: issuer.url },
    });
    const client = new Client({ name: 'oauth-client', version: '1' });
    onTestFinished(() => client.close());
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider }));
    const { structuredContent } = await client.callTool({ name: 'list_devices', arguments: {} });
    expect(structuredContent).toMatchObject({ total: 3 });
    expect(issuer.tokenRequests.map((asked) => Object.fromEntries(asked))).toEqual([
      { grant_type: 'client_credentials', scope: 'read', resource: url },
    ]);
  });

  it('starts while the issuer is down, says so, lets nobody in, and does once it is back', async () => {
    await issuer.stop();
    const server = startRollcall(home, ['serve', '--http', '0', '-i', inventory, ...oauth('all')]);
    const [url] = await server.said('stderr', /http:\/\/127\.0\.0\.1:\d+\/mcp/);
    await server.said('stderr', /the OAuth issuer does not give its keys, so tokens of it are refused/);
    const ask = async (): Promise<number> =>
      (await sendRaw(url, 'POST', { ...json, ...bearer(await issuer.issue()) }, '{}')).status;
    expect(await ask()).toBe(503);
    await issuer.restart();
    await expect.poll(ask, { timeout: 20_000, interval: 500 }).toBe(400);
    server.child.kill('SIGTERM');
    expect((await server.ended).status).toBe(0);
  });

  it('ends at once, also while the issuer does not answer', async () => {
    issuer.hangs = true;
    const server = startRollcall(home, ['serve', '--http', '0', '-i', inventory, ...oauth('all')]);
    const [url] = await server.said('stderr', /http:\/\/127\.0\.0\.1:\d+\/mcp/);
    const asked = sendRaw(url, 'POST', { ...json, ...bearer(await issuer.issue()) }, '{}').catch(() => null);
    await expect.poll(() => issuer.asked.length).toBeGreaterThan(0);
    const killed = performance.now();
    server.child.kill('SIGTERM');
    expect((await server.ended).status).toBe(0);
    expect(performance.now() - killed).toBeLessThan(4_000);
    await asked;
  });

  it('does not start with an issuer in the clear, nor beyond loopback without TLS', async () => {
    const serve = (...args: string[]) => rollcall(home, ['serve', '-i', inventory, ...args]);
    const clear = ['--oauth-issuer', 'http://id.example', '--oauth-audience', 'a', '--oauth-devices', 'all'];
    const inClear = await serve('--http', '0', ...clear);
    expect([inClear.status, inClear.stderr]).toEqual([2, expect.stringContaining('https')]);
    const open = await serve('--http', '0.0.0.0:0', ...oauth('all'));
    expect([open.status, open.stderr]).toEqual([2, expect.stringContaining('--tls-cert')]);
    const bad = await serve('--http', '0', ...oauth('r['));
    expect(bad.status).toBe(2);
    const proxied = startRollcall(home, ['serve', '-i', inventory, '--http', '0', '--behind-proxy', ...oauth('all')]);
    await proxied.said('stderr', /serving MCP/);
  });
});
