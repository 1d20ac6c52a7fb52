import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allTools } from '../../src/mcp/all-tools.ts';
import type { ListedTool } from '../support/clients/client-driver.d.mts';
import { eras, type Harness, overHttp } from '../support/mcp-harness.ts';

const folder = join(import.meta.dirname, 'tools');
const update = process.env.UPDATE_SNAPSHOTS === '1';
const settings = { wait_s: 45, max_chars: 40_000, changes: false };
const names = allTools(settings).map((tool) => tool.name);

describe.each(eras)('tools as a client of %s lists them', (era) => {
  let harness: Harness;
  let listed: ListedTool[];

  beforeAll(async () => {
    harness = await overHttp(era);
    listed = await harness.client.listTools();
  });
  afterAll(() => harness.close());

  test('are those of the contract that there are, always in the same order', async () => {
    expect(listed.map((tool) => tool.name)).toEqual([
      'list_devices',
      'execute_command_batch',
      'get_run',
      'get_output',
      'list_runs',
      'compare_runs',
      'cancel_run',
      'execute_plan',
      'extend_plan',
      'explain_command',
      'get_status',
    ]);
    expect(await harness.client.listTools()).toEqual(listed);
  });

  test.each(names)('%s is as its snapshot says (UPDATE_SNAPSHOTS=1 writes it anew)', (name) => {
    const tool = listed.find((each) => each.name === name);
    if (tool === undefined) throw new Error('not listed');
    const file = join(folder, `${name}.json`);
    if (update) writeFileSync(file, `${JSON.stringify(tool, null, 2)}\n`);
    expect(existsSync(file), `${file} is missing`).toBe(true);
    expect(tool).toStrictEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  test.each(names)('%s says what it does, what it may do and takes no unknown argument', (name) => {
    const tool = listed.find((each) => each.name === name);
    expect(tool?.title).toBeTruthy();
    expect(tool?.description?.length).toBeGreaterThan(100);
    expect(tool?.annotations).toMatchObject({ destructiveHint: false, readOnlyHint: name !== 'cancel_run' });
    expect(tool?.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(tool?.outputSchema).toMatchObject({ type: 'object' });
  });
});

test('there is no snapshot of a tool that is gone', () => {
  expect(readdirSync(folder).sort()).toEqual(names.map((name) => `${name}.json`).sort());
});
