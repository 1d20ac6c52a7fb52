import { expect, it } from 'vitest';
import { cliCaller } from '../../src/model/caller.ts';
import { exit, type Script, text } from '../support/fake-dialer.ts';
import { productOver } from '../support/rollcall-over.ts';

/** Says which line it got. */
const echo: Script = (line, out) => {
  out('stdout', text(JSON.stringify({ line })));
  return exit();
};

const by = { caller: cliCaller };

it('asks each platform in its own words, and says which have none; read back it is the same', async () => {
  const edits = { r2: { platform: 'eos' as const }, r3: { platform: 'iosxe' as const } };
  const { rollcall } = productOver({ r1: echo, r2: echo, r3: echo }, { edits });
  const run = await rollcall.startRun({ devices: 'all', command: 'show version', format: 'json' }, by);
  await run.ended;
  const lines = run.view.rows().map(({ stdout }) => JSON.parse(stdout).line);
  expect(lines).toEqual(['show version | display json', 'show version | json', 'show version']);
  expect(run.view.commands.map((command) => command.text)).toEqual(['show version']);
  expect(run.view.warnings).toEqual(['iosxe has no json form: its devices answer in text']);
  const readBack = await rollcall.readRun(run.runId);
  expect([run.view.format, readBack.format]).toEqual(['json', 'json']);
});

it('is text where nothing else was asked for, also in old logs', async () => {
  const { rollcall } = productOver({ r1: echo });
  const run = await rollcall.startRun({ devices: 'all', command: 'show version' }, by);
  await run.ended;
  expect([run.view.format, (await rollcall.readRun(run.runId)).format]).toEqual(['text', 'text']);
  expect(run.view.rows()[0]?.stdout).toBe('{"line":"show version"}');
});

it.each([
  [{ command: 'show version | match x', format: 'json' }, 'has a pipe, and format json was asked for'],
  [{ command: ['show version', 'show arp | no-more'], format: 'xml' }, 'command 2 has a pipe'],
  [{ command: 'show version', format: 'yaml' }, 'format: '],
])('%j is refused', async (request, problem) => {
  const { rollcall, dialer } = productOver({ r1: echo });
  const asked = rollcall.startRun({ devices: 'all', ...request } as Parameters<typeof rollcall.startRun>[0], by);
  await expect(asked).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining(problem) });
  expect(dialer.dialled).toEqual([]);
});
