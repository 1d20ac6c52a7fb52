import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { builtMain, ownEnvironment, rollcall, serveHttp } from '../support/built-command.ts';
import type { ClientDriver, Person } from '../support/clients/client-driver.d.mts';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { textOf } from '../support/mcp-harness.ts';
import { AtTerminal } from '../support/on-terminal.ts';
import { sendRaw } from '../support/raw-http.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const change = 'clear bgp neighbor 10.0.0.9';
const request = { devices: 'all', command: change };

/** Two simulated routers in this process, and every line that reached one. */
async function watchedFleet() {
  const home = temporaryFolder();
  const inventory = join(home, 'devices.yaml');
  const fleet = await startFleet({ count: 2, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  const lines: string[] = [];
  fleet.events.on('exec', ({ command }) => lines.push(command ?? ''));
  return { home, inventory, lines };
}

const stdioTarget = (home: string, inventory: string, ...args: string[]) => ({
  command: process.execPath,
  args: [builtMain, 'serve', '--inventory', inventory, ...args],
  env: ownEnvironment(home),
});

/** Reads the phrase from the question, as a person would. */
const obedient: Person = ({ message }) => ({
  action: 'accept',
  content: { approval: /type: (.+)/.exec(message)?.[1] ?? '' },
});

async function call(client: ClientDriver) {
  onTestFinished(() => client.close().catch(() => {}));
  return client.callTool('execute_command_batch', request);
}

describe.each([
  ['2025-11-25', oldEra],
  ['2026-07-28', modern],
] as const)('a change over protocol %s', (_era, driver) => {
  it('is denied to a client without elicitation, over stdio and HTTP', async () => {
    const { home, inventory, lines } = await watchedFleet();
    const overStdio = await call(await driver.connectStdio(stdioTarget(home, inventory, '--allow-changes')));
    const url = await serveHttp(home, ['-i', inventory, '--allow-changes']);
    const overHttp = await call(await driver.connectHttp(url));
    for (const answer of [overStdio, overHttp]) {
      expect(answer.isError).toBe(true);
      expect(textOf(answer)).toContain('a person has to approve it');
    }
    expect(lines).toEqual([]);
  });

  it('is denied without --allow-changes, whoever would approve it', async () => {
    const { home, inventory, lines } = await watchedFleet();
    const answer = await call(await driver.connectStdio(stdioTarget(home, inventory), obedient));
    expect(textOf(answer)).toContain('--allow-changes');
    expect(lines).toEqual([]);
  });

  it('runs once a person has typed the phrase, and the audit log tells', async () => {
    const { home, inventory, lines } = await watchedFleet();
    const questions: string[] = [];
    const person: Person = (asked) => {
      questions.push(asked.message);
      return obedient(asked);
    };
    const answer = await call(await driver.connectStdio(stdioTarget(home, inventory, '--allow-changes'), person));
    expect(answer.structuredContent).toMatchObject({ summary: { total: 2 } });
    expect(questions).toEqual([expect.stringContaining(JSON.stringify(change))]);
    expect(lines).toEqual([change, change]);
    const log = (await rollcall(home, ['audit', 'show', '--json'])).stdout.trimEnd().split('\n');
    expect(JSON.parse(log[0] ?? '')).toMatchObject({ event: { type: 'approval-asked', device_count: 2 } });
    expect(JSON.parse(log[1] ?? '')).toMatchObject({
      event: { type: 'run-started', approval: { by: 'elicitation', plan: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    });
  });

  it.each<[string, Person]>([
    ['declines', () => ({ action: 'decline' })],
    ['only says yes', () => ({ action: 'accept', content: { approval: 'yes' } })],
  ])('is not made where the person %s', async (_what, person) => {
    const { home, inventory, lines } = await watchedFleet();
    const answer = await call(await driver.connectStdio(stdioTarget(home, inventory, '--allow-changes'), person));
    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toContain('approval_refused');
    expect(lines).toEqual([]);
  });

  it('is denied to a token for reading, whoever would approve it', async () => {
    const { home, inventory, lines } = await watchedFleet();
    const made = await rollcall(home, ['token', 'create', '--name', 'ci', '--devices', 'all']);
    const url = await serveHttp(home, ['-i', inventory, '--allow-changes']);
    const headers = { authorization: `Bearer ${made.stdout.trim()}` };
    const answer = await call(await driver.connectHttp(url, headers, obedient));
    expect(textOf(answer)).toContain('scope change');
    expect(lines).toEqual([]);
  });
});

describe('a client that lies', () => {
  const meta = (capabilities: object) => ({
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'liar', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'execute_command_batch',
  };
  const send = (url: string, params: object) =>
    sendRaw(
      url,
      'POST',
      headers,
      JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'execute_command_batch', arguments: request, ...params },
      }),
    );
  const answering = (approval: string) => ({ approval: { action: 'accept', content: { approval } } });
  const approved = answering('change 2');

  it('and answers what it was never asked', async () => {
    const { home, inventory, lines } = await watchedFleet();
    const url = await serveHttp(home, ['-i', inventory, '--allow-changes']);
    for (const capabilities of [{}, { elicitation: {} }]) {
      for (const requestState of ['question-1', '', 'x'.repeat(10_000)]) {
        const { body } = await send(url, { _meta: meta(capabilities), inputResponses: approved, requestState });
        expect(body).toMatch(/isError|"error"|input_required/);
      }
    }
    expect(lines).toEqual([]);
  });

  it('and brings the answer to a question of its own without elicitation, or for another command', async () => {
    const { home, inventory, lines } = await watchedFleet();
    const url = await serveHttp(home, ['-i', inventory, '--allow-changes']);
    const asked = await send(url, { _meta: meta({ elicitation: {} }) });
    const requestState = /"requestState":"([^"]+)"/.exec(asked.body)?.[1];
    const inputResponses = answering(/type: (change 2 \w+)/.exec(asked.body)?.[1] ?? '');
    expect([requestState, inputResponses]).toEqual([expect.any(String), answering(expect.stringMatching(/./))]);
    const without = await send(url, { _meta: meta({}), inputResponses, requestState });
    expect(without.body).toContain('a person has to approve it');
    const other = { devices: 'all', command: 'request system reboot' };
    const elsewhere = await send(url, {
      arguments: other,
      _meta: meta({ elicitation: {} }),
      inputResponses,
      requestState,
    });
    // The question was for another plan: it is put anew.
    expect(elsewhere.body).toContain('input_required');
    const again = await send(url, { _meta: meta({ elicitation: {} }), inputResponses, requestState });
    expect(again.body).toContain('approval_refused');
    expect(lines).toEqual([]);
  });
});

describe('at the terminal', () => {
  /** Answers the question once it stands there. */
  async function inTerminal(
    home: string,
    args: readonly string[],
    typed: string | ((screen: string) => string),
    { ahead = '' } = {},
  ) {
    const terminal = new AtTerminal(home, args);
    terminal.type(ahead);
    await terminal.said(/\n> /);
    terminal.type(typeof typed === 'string' ? typed : typed(terminal.text));
    return { status: await terminal.ended, screen: terminal.text };
  }

  const phraseOn = (screen: string): string => `${/type: (change \d+ \w+)/.exec(screen)?.[1]}\n`;
  const run = (inventory: string) => ['run', '-i', inventory, 'all', change, '--allow-changes'];

  it('a person sees the exact devices and bytes, and types the phrase', async () => {
    const { home, inventory, lines } = await watchedFleet();
    const { screen } = await inTerminal(home, run(inventory), phraseOn);
    expect(screen).toContain(`1. ${JSON.stringify(change)}`);
    expect(screen).toMatch(/On \S+ \(2 devices\), in this order:/);
    expect(lines).toEqual([change, change]);
  });

  it.each([
    ['something else', 'yes\n', 3],
    ['nothing', '\n', 3],
    ['Ctrl-D', '\u0004', 3],
    ['Ctrl-C', '\u0003', 130],
  ])('%s sends nothing', async (_what, typed, expected) => {
    const { home, inventory, lines } = await watchedFleet();
    const { status, screen } = await inTerminal(home, run(inventory), typed);
    expect([status, screen]).toEqual([expected, expect.anything()]);
    expect(lines).toEqual([]);
  });

  it('what was typed before the question stood there is no answer', async () => {
    const { home, inventory, lines } = await watchedFleet();
    const { status, screen } = await inTerminal(home, run(inventory), '', { ahead: 'change 2\n'.repeat(3) });
    expect([status, screen]).toEqual([3, expect.stringContaining('what was typed is not')]);
    expect(lines).toEqual([]);
  });

  it('a pipe is nobody, whatever it says', async () => {
    const { home, inventory, lines } = await watchedFleet();
    const { status, stdout } = await rollcall(home, run(inventory), { input: 'change 2\n'.repeat(10) });
    expect(status).toBe(3);
    expect(stdout).toContain('a person has to approve it');
    expect(lines).toEqual([]);
  });

  it('the policy file decides what may be approved at all', async () => {
    const { home, inventory, lines } = await watchedFleet();
    writeFileSync(join(home, 'policy.yaml'), 'deny: [{ command: clear bgp, reason: ask the core team }]\n');
    // As an MCP client gives it, without a shell; HOME is `home`.
    const env = { ROLLCALL_POLICY: '~/policy.yaml' };
    const { status, stdout } = await rollcall(home, run(inventory), { env });
    expect(status).toBe(3);
    expect(stdout).toContain('ask the core team');
    expect(lines).toEqual([]);
  });
});
