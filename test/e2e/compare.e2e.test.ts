import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { comparisonDocumentSchema } from '../../src/model/comparison-document.ts';
import type { RunDocument } from '../../src/model/run-document.ts';
import { expandNames } from '../../src/model/selector/expand-names.ts';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { builtMain, documentOf, ownEnvironment, rollcall } from '../support/built-command.ts';
import { connectStdio } from '../support/clients/modern.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A fleet whose names and answers go by the seed; some names of two fleets are the same. */
async function inventoryOf(home: string, seed: string, count = 6): Promise<string> {
  const inventory = join(home, `${seed}.yaml`);
  const fleet = await startFleet({ count, seed, variants: 3, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  return inventory;
}

/** What each router said to `show version`. */
function versions({ results = [] }: RunDocument): ReadonlyMap<string, string> {
  const asked = results.filter(({ command }) => command === 'show version');
  return new Map(asked.map(({ device, output = '' }) => [device, output]));
}

describe('compare', () => {
  it('tells what has changed between the same commands on two fleets', async () => {
    const home = temporaryFolder();
    const [one, two] = [await inventoryOf(home, 'before'), await inventoryOf(home, 'after', 7)];
    const commands = ['show version', 'show bogus'];
    const whole = ['--json', '--view', 'per-device'];
    const before = documentOf(await rollcall(home, ['run', 'all', ...commands, ...whole, '-i', one]));
    const after = documentOf(await rollcall(home, ['run', 'all', ...commands, ...whole, '-i', two]));
    expect(readdirSync(join(home, 'state', 'runs')).sort()).toEqual([before.run_id, after.run_id]);

    const ended = await rollcall(home, ['compare', after.run_id, before.run_id, '--json', '--no-mask', '-i', two]);
    const document = comparisonDocumentSchema.parse(JSON.parse(ended.stdout));
    expect(ended.status).toBe(4);
    expect([document.before.run_id, document.after.run_id]).toEqual([before.run_id, after.run_id]);
    const [was, is] = [versions(before), versions(after)];
    const both = [...is.keys()].filter((name) => was.has(name));
    const changed = both.filter((name) => was.get(name) !== is.get(name));
    expect(changed.length).toBeGreaterThan(0);
    const fresh = is.size - both.length;
    const gone = was.size - both.length;
    expect(document.summary).toEqual({
      ...{ total: 2 * (is.size + gone), same: both.length - changed.length, changed: changed.length },
      ...{ new: fresh, gone: 2 * gone, failed: is.size },
    });
    expect(new Set(document.failed.map(({ count, ...sides }) => `${count} ${sides.before} ${sides.after}`))).toEqual(
      new Set([`${fresh} absent rejected`, `${both.length} rejected rejected`]),
    );
    expect(document.changed.flatMap(({ devices }) => expandNames(devices)).sort()).toEqual(changed.sort());
    expect(document.changed.every(({ diff }) => /^-.*\n[+-]/.test(diff))).toBe(true);
  });

  it('finds the run before, and an assistant gets the same', async () => {
    const home = temporaryFolder();
    const inventory = await inventoryOf(home, 'one');
    await rollcall(home, ['run', 'all', 'show version', '--json', '-i', inventory]);
    const { run_id } = documentOf(await rollcall(home, ['run', 'all', 'show version', '--json', '-i', inventory]));
    const ended = await rollcall(home, ['compare', run_id, 'previous', '--json', '-i', inventory]);
    expect(ended.status).toBe(0);
    const document = JSON.parse(ended.stdout);
    expect(document.summary).toMatchObject({ total: 6, same: 6 });
    const client = await connectStdio({
      command: process.execPath,
      args: [builtMain, 'serve', '--inventory', inventory],
      env: ownEnvironment(home),
    });
    onTestFinished(() => client.close());
    const answer = await client.callTool('compare_runs', { run_a: run_id, run_b: 'previous' });
    expect(answer.structuredContent).toEqual(document);
  });
});
