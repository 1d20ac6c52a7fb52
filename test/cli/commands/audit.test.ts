import { expect, test } from 'vitest';
import type { AuditEntry, AuditEvent } from '../../../src/model/audit.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';

const entry = (event: AuditEvent): AuditEntry => ({
  time: '2026-11-20T08:00:00.000Z',
  caller: { surface: 'mcp-stdio', client: { name: 'assistant', version: '2' }, token: null, user: 'netops' },
  event,
  prev: '',
});

const events: readonly AuditEvent[] = [
  {
    type: 'run-started',
    run_id: 'RUN1',
    devices: 'r[1-2]',
    device_count: 2,
    commands: ['show version', 'request system reboot'],
    judgements: [
      { platform: 'junos', line: 'show version', verdict: 'read', allowed: true, rule: 'it reads' },
      { platform: 'junos', line: 'request system reboot', verdict: 'dangerous', allowed: false, rule: 'it reboots' },
    ],
    approval: null,
  },
  { type: 'run-finished', run_id: 'RUN1', state: 'finished', outcomes: { denied: 4 } },
  {
    type: 'refused',
    run_id: 'RUN2',
    error: { code: 'bad_selector', message: 'no' },
    devices: 'r[',
    commands: 'show\u001b[2J',
  },
  { type: 'cancel-asked', run_id: 'RUN1', result: 'ended' },
  { type: 'trust-asked', device: 'r1' },
  { type: 'host-key-trusted', device: 'r1', ok: false, detail: 'connection refused' },
  { type: 'access-refused', status: 401, why: 'no token', address: '192.0.2.1', path: '/mcp' },
  {
    type: 'access-refused-count',
    count: 7,
    since: '2026-11-20T08:00:00.000Z',
    statuses: { 401: 4, 429: 3 },
    addresses: { '192.0.2.1': 7 },
  },
  { type: 'run-hidden', run_id: 'RUN1', asked: 'cancel' },
];

function withLog(): FakeCli {
  const cli = new FakeCli();
  cli.audit = {
    verify: async () => [
      { file: 'a.jsonl', lines: 3, intact: true, note: null },
      { file: 'b.jsonl', lines: 0, intact: false, note: 'the file was removed: only its head is there' },
    ],
    entries: async (since = '') => events.map(entry).filter(({ time }) => time >= since),
  };
  return cli;
}

test('audit show lists who asked for what, with nothing that steers a terminal', async () => {
  const cli = withLog();
  cli.stdout.columns = 400;
  expect(await cli.run('audit', 'show')).toBe(0);
  const [header = '', ...rows] = cli.stdout.text.trimEnd().split('\n');
  expect(header).toMatch(/^TIME +WHO +FROM +WHAT +ON +DETAIL$/);
  expect(rows.map((row) => row.split(/ {2,}/).slice(1))).toEqual([
    [
      'netops, assistant 2',
      'mcp-stdio',
      'run-started',
      'RUN1',
      'r[1-2] (2): show version ; request system reboot [denied on junos, dangerous: request system reboot]',
    ],
    ['netops, assistant 2', 'mcp-stdio', 'run-finished', 'RUN1', 'finished, denied 4'],
    ['netops, assistant 2', 'mcp-stdio', 'refused', 'RUN2', expect.stringContaining('bad_selector: no [r[: show')],
    ['netops, assistant 2', 'mcp-stdio', 'cancel-asked', 'RUN1', 'ended'],
    ['netops, assistant 2', 'mcp-stdio', 'trust-asked', 'r1'],
    ['netops, assistant 2', 'mcp-stdio', 'host-key-trusted', 'r1', 'failed: connection refused'],
    ['unknown, assistant 2', 'mcp-stdio', 'access-refused', '/mcp', '401 to 192.0.2.1: no token'],
    [
      ...['unknown, assistant 2', 'mcp-stdio', 'access-refused-count'],
      '7 more since 2026-11-20T08:00:00.000Z: 401 4, 429 3; 192.0.2.1 7',
    ],
    ['netops, assistant 2', 'mcp-stdio', 'run-hidden', 'RUN1', "cancel refused: outside the token's devices"],
  ]);
  expect(cli.stdout.text).not.toContain('\u001b');
});

test('audit show --json gives whole entries, --since those of a time', async () => {
  const cli = withLog();
  await cli.run('audit', 'show', '--json', '--since', '2026-11-20');
  expect(
    cli.stdout.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(events.map(entry));
  cli.stdout.writes.length = 0;
  expect(await cli.run('audit', 'show', '--since', '2026-11-21')).toBe(0);
  expect(cli.stdout.text).toBe('');
  expect(await cli.run('audit', 'show', '--since', 'yesterday')).toBe(2);
});

test('audit verify ends with 4 where a file is broken, and says which and why', async () => {
  const cli = withLog();
  expect(await cli.run('audit', 'verify')).toBe(4);
  expect(cli.stdout.text).toMatch(/^ok +3 +a\.jsonl$/m);
  expect(cli.stdout.text).toMatch(/^broken +0 +b\.jsonl +the file was removed/m);
});
