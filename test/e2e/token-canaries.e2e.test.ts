import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fleetProcess, rollcall, startRollcall } from '../support/built-command.ts';
import { filesUnder, leaksOf, streamsOf, titleOf, type Written } from '../support/canary-search.ts';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { sendRaw } from '../support/raw-http.ts';
import { bearer, json, rawRequests } from '../support/raw-mcp.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { TestIssuer } from '../support/test-issuer.ts';

const past = Math.floor(Date.now() / 1_000) - 3_600;

/** Tokens of every kind that a server may be shown: the first two are good. */
async function stage() {
  const home = temporaryFolder();
  const issuer = await TestIssuer.start('/realms/net');
  const inventory = await fleetProcess(home, ['--count', '2']);
  const create = async (name: string): Promise<string> => {
    const made = await rollcall(home, ['token', 'create', '--name', name, '--devices', 'all']);
    expect(made.status).toBe(0);
    return made.stdout.trim();
  };
  const good = { own: await create('ci'), issued: await issuer.issue() };
  const revoked = await create('gone');
  await rollcall(home, ['token', 'revoke', 'gone']);
  const bad = {
    revoked,
    unknown: `rc_${randomBytes(32).toString('base64url')}`,
    expired: await issuer.issue({ exp: past }),
    'of another audience': await issuer.issue({ aud: 'https://other.example' }),
    'of another issuer': await issuer.issue({ iss: 'https://other.example' }),
    'without a scope': await issuer.issue({ scope: 'openid' }),
    'of an unknown key': await issuer.issue({}, { header: { kid: 'x' } }),
    huge: await issuer.issue({ pad: randomBytes(5_000).toString('hex') }),
  };
  return { home, issuer, inventory, good, bad };
}

/** What of a token would let someone in, or give away what it says. The header of a JWT is no secret. */
function secretParts(tokens: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tokens).flatMap(([name, token]) => {
      const [, payload, signature] = token.split('.');
      if (payload === undefined || signature === undefined) return [[name, token.slice(3, 35)]];
      return [
        [`payload ${name}`, payload.slice(-200)],
        [`signature ${name}`, signature.slice(0, 64)],
      ];
    }),
  );
}

/** Requests that carry a token where it belongs, and where it does not. */
async function misuse(url: string, token: string, goodToken: string): Promise<readonly Written[]> {
  const { headers, body } = rawRequests['2026-07-28'];
  const old = rawRequests['2025-11-25'].body;
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const own = bearer(goodToken);
  const whole = JSON.parse(body);
  const inMeta = JSON.stringify({ ...whole, params: { ...whole.params, _meta: { ...whole.params._meta, token } } });
  const requests: readonly (readonly [string, Record<string, string>, string, string?])[] = [
    ['header', { ...headers, ...bearer(token) }, body],
    ['header of an older client', bearer(token), old],
    ['another scheme', { authorization: `Basic ${token}` }, body],
    ['no scheme', { authorization: token }, body],
    ['cookie', { cookie: `token=${token}`, 'user-agent': token }, body],
    ['origin', { ...own, origin: `https://${token.slice(0, 60)}.example` }, body],
    ['host', { ...own, host: token }, body],
    ['session', { ...own, 'mcp-session-id': token }, old],
    ['forwarded', { 'x-forwarded-for': token, 'x-forwarded-host': token }, body],
    ['query', headers, body, `/mcp?access_token=${token}`],
    ['path', headers, body, `/mcp/${token}`],
    ['path of its own', headers, body, `/${token}`],
    ['query of a good request', { ...own }, old, `/mcp?access_token=${token}`],
    ['form', form, `access_token=${token}`],
    ['form of a good request', { ...own, ...form }, `access_token=${token}`],
    ['body', {}, JSON.stringify({ access_token: token })],
    ['body of a good request', { ...own }, JSON.stringify({ access_token: token })],
    ['broken body of a good request', { ...own }, `{"access_token":"${token}`],
    ['envelope of a good request', { ...headers, ...own }, inMeta],
  ];
  // Their answers repeat to the one who asks what no such method, tool or protocol is.
  const repeated: typeof requests = [
    ['protocol', { ...headers, ...own, 'mcp-protocol-version': token }, body],
    ['older protocol', { ...own, 'mcp-protocol-version': token }, old],
    ['method', { ...headers, ...own, 'mcp-method': token }, JSON.stringify({ ...whole, method: token })],
    ['older method', { ...own }, JSON.stringify({ ...JSON.parse(old), method: token })],
    ['tool', { ...headers, ...own, 'mcp-name': token }, body],
  ];
  for (const [, more, text] of repeated) await sendRaw(url, 'POST', { ...json, ...more }, text);
  const answers: Written[] = [];
  for (const [where, more, text, path] of requests) {
    const answer = await sendRaw(url, 'POST', { ...json, ...more }, text, path);
    answers.push([`answer to a token in: ${where}`, `${JSON.stringify(answer.headers)}\n${answer.body}`]);
  }
  return answers;
}

it('no access token is in anything that rollcall writes, at its most talkative', { timeout: 180_000 }, async () => {
  const { home, issuer, inventory, good, bad } = await stage();
  const written: Written[] = [];
  const oauth = ['--oauth-issuer', issuer.url, '--oauth-audience', issuer.audience, '--oauth-devices', 'all'];

  for (const format of ['text', 'json']) {
    const talkative = ['--log-level', 'debug', '--log-format', format];
    const server = startRollcall(home, ['serve', '-i', inventory, '--http', '0', ...oauth, ...talkative]);
    const [url] = await server.said('stderr', /http:\/\/127\.0\.0\.1:\d+\/mcp/);
    for (const { connectHttp } of [modern, oldEra]) {
      for (const token of Object.values(good)) {
        const client = await connectHttp(url, bearer(token));
        const asked = [
          await client.listTools(),
          await client.callTool('list_devices', { detail: true }),
          await client.callTool('execute_command_batch', { devices: 'all', command: 'show version' }),
          await client.callTool('execute_command_batch', { devices: '@nowhere', command: 'show version' }),
          await client.callTool('list_runs', {}),
        ];
        await client.close();
        written.push(['answers to a client', JSON.stringify(asked)]);
      }
      for (const token of Object.values(bad)) {
        const error: unknown = await connectHttp(url, bearer(token)).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(Error);
        written.push(['a refused client', String(error)]);
      }
    }
    for (const token of Object.values({ ...good, ...bad })) written.push(...(await misuse(url, token, good.own)));
    const { pid } = server.child;
    if (pid === undefined) throw new Error('the server has no pid');
    written.push(['the process title', titleOf(pid)]);
    server.child.kill('SIGTERM');
    written.push(...streamsOf(`serve, ${format}`, await server.ended));
    for (const line of [
      ['token', 'list'],
      ['token', 'list', '--json'],
      ['audit', 'show', '--json'],
      ['runs'],
      ['settings'],
      ['token', 'create', '--name', 'ci', '--devices', 'all'],
    ]) {
      written.push(...streamsOf(line.join(' '), await rollcall(home, [...line, ...talkative])));
    }
  }
  written.push(...filesUnder(home));

  // Nothing is proved by tokens that were never shown, nor by looking where nothing is.
  const everything = written.map(([, text]) => text).join('\n');
  for (const said of [
    ...['debug', '"status":401', '"403":', 'insufficient_scope', 'run-started', 'access-refused-count', 'has expired'],
    ...['another audience', 'another issuer', 'too long', 'unknown or revoked', `${issuer.url}#alice`, '"token":"ci"'],
  ]) {
    expect(everything.includes(said), said).toBe(true);
  }
  const secrets = secretParts({ ...good, ...bad });
  expect(Object.keys(secrets).length).toBe(2 + 1 + 7 * 2);
  expect(leaksOf(secrets, written)).toEqual([]);
  // The same search finds them where they are.
  expect(leaksOf(secrets, [['there', JSON.stringify(bearer(good.issued))]])).toEqual(
    expect.arrayContaining(['payload issued in there', 'signature issued in there']),
  );
  expect(readFileSync(join(home, 'state', 'tokens.json'), 'utf8')).toContain('"sha256"');
});
