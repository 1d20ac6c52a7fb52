import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { allTools } from '../../src/mcp/all-tools.ts';
import { noMasks } from '../../src/model/masker.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeRollcall } from '../support/fake-rollcall.ts';
import { eras } from '../support/mcp-harness.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { showVersion, toolCalls } from '../support/tool-calls.ts';

const settings = { wait_s: 45, max_chars: 40_000, changes: false };

describe.each(eras)('the arguments of tools over %s', (era) => {
  const { open, call } = toolCalls(era);

  test.each(['list_devices', 'execute_command_batch', 'get_run', 'get_output', 'list_runs', 'cancel_run'])(
    '%s refuses an unknown one and names it',
    async (name) => {
      const harness = await open();
      const { failed, text } = await call(name, { bogus: 1 });
      expect(failed).toBe(true);
      expect(text).toContain('bad_request');
      expect(text).toContain('unknown argument "bogus"');
      expect(text).toContain('What to do next');
      expect(harness.rollcall.requests).toHaveLength(0);
    },
  );

  test.each([
    [{ command: 'show version' }, '"devices": missing'],
    [{ devices: 'all' }, '"command": missing'],
    [{ ...showVersion, devices: 7 }, '"devices": expected string or array'],
    [{ ...showVersion, devices: [] }, '"devices": '],
    [{ ...showVersion, command: [{ label: 'a' }] }, '"command.0'],
    [{ ...showVersion, timeout_s: -1 }, '"timeout_s": '],
    [{ ...showVersion, timeout_s: 1e9 }, '"timeout_s": '],
    [{ ...showVersion, wait_s: -1 }, '"wait_s": '],
    [{ ...showVersion, max_parallel: 1.5 }, '"max_parallel": '],
    [{ ...showVersion, priority: 'urgent' }, '"priority": '],
    [{ ...showVersion, view: 'flat' }, '"view": '],
    [{ ...showVersion, max_chars: 10 }, '"max_chars": '],
    [{ ...showVersion, format: 'yaml' }, '"format": '],
    [{ ...showVersion, select: '' }, '"select": '],
    [{ ...showVersion, match: '' }, '"match": '],
    [{ ...showVersion, dead_line_s: 5 }, 'unknown argument "dead_line_s"'],
  ])('execute_command_batch with %j says what is wrong', async (args, problem) => {
    const harness = await open();
    const { failed, text } = await call('execute_command_batch', args);
    expect(failed).toBe(true);
    expect(text).toContain(problem);
    expect(text).not.toContain('undefined');
    expect(harness.rollcall.requests).toHaveLength(0);
  });

  test.each([
    ['timeout_s', '30', 'expected number, received string'],
    ['wait_s', '5', 'expected number, received string'],
    ['wait_s', null, 'expected number, received null'],
    ['max_parallel', true, 'expected number, received boolean'],
    ['max_chars', '4000', 'expected number, received string'],
    ['timeout_s', 0, 'expected number to be >0'],
  ])('execute_command_batch with %s %j says what is wrong', async (name, value, problem) => {
    const harness = await open();
    const { failed, text } = await call('execute_command_batch', { ...showVersion, [name]: value });
    expect(failed).toBe(true);
    expect(text).toContain(`"${name}": `);
    expect(text).toContain(problem);
    expect(harness.rollcall.requests).toHaveLength(0);
  });

  test('a refusal of the facade keeps its code, message and hint', async () => {
    await open();
    const { failed, text, structuredContent } = await call('execute_command_batch', { ...showVersion, command: '' });
    expect(failed).toBe(true);
    expect(text).toBe('bad_request: command 1 is empty\nWhat to do next: give one CLI line');
    expect(structuredContent).toBeUndefined();
  });
});

const dependencies = () => {
  const clock = new FakeClock();
  const rollcall = new FakeRollcall({ clock });
  return {
    rollcall,
    settings,
    masker: noMasks,
    clock,
    logger: silentLogger,
    signal: new AbortController().signal,
    notify: null,
    takesTasks: false,
    person: { canBeAsked: false, answer: null },
    caller: { surface: 'mcp-stdio' as const, client: null, token: null },
  };
};

test('an argument named __proto__ is unknown like any other', async () => {
  const tool = allTools(settings).find(({ name }) => name === 'list_runs');
  const args: unknown = JSON.parse('{"__proto__": {"limit": 3}}');
  await expect(tool?.call(args, dependencies())).rejects.toMatchObject({
    code: 'bad_request',
    message: 'list_runs: unknown argument "__proto__"',
  });
});

/** JSON can say 1e999, which is Infinity when parsed; NaN comes only from callers in this process. */
test.each(['timeout_s', 'wait_s', 'max_parallel', 'max_chars'])('%s is a finite number', async (name) => {
  const call = dependencies();
  const { rollcall } = call;
  const tool = allTools(settings).find((each) => each.name === 'execute_command_batch');
  for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, JSON.parse('1e999')]) {
    await expect(tool?.call({ ...showVersion, [name]: value }, call)).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining(`"${name}": expected number, received ${value}`),
    });
  }
  expect(rollcall.requests).toHaveLength(0);
});

test('descriptions tell the defaults that the settings make', () => {
  const described = JSON.stringify(
    allTools({ wait_s: 7, max_chars: 9_000, changes: false }).map((tool) => z.toJSONSchema(tool.input)),
  );
  expect(described).toContain('(default 7)');
  expect(described).toContain('(default 9000)');
  expect(described).not.toMatch(/default (45|40000)/);
});
