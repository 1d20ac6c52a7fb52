import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../src/model/settings.ts';
import { ended, started } from '../../result/run-events.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dayMs = 86_400_000;
let cli: FakeCli;

function run(daysAgo: number): string {
  const begun = cli.clock.now() - daysAgo * dayMs;
  const folder = join(cli.home, 'runs', ulid(begun));
  mkdirSync(folder, { recursive: true });
  const log = join(folder, 'events.jsonl');
  writeFileSync(log, `${JSON.stringify(started(['r1']))}\n${JSON.stringify(ended())}\n`);
  utimesSync(log, begun / 1_000, begun / 1_000);
  return folder;
}

const left = (): number => readdirSync(join(cli.home, 'runs')).length;

beforeEach(() => {
  cli = new FakeCli();
  cli.home = temporaryFolder();
  run(40);
  run(20);
});

describe('prune', () => {
  it('removes by age, and says how much', async () => {
    expect(await cli.run('prune', '--older-than', '30d', '--dry-run')).toBe(0);
    expect(cli.stdout.text).toMatch(/^RUN +STARTED +SIZE\n\w{26} .*\nwould remove 1 of 2 runs, \d+ B of \d+ B\n$/);
    expect(left()).toBe(2);
    cli.stdout.writes.length = 0;
    expect(await cli.run('prune', '--older-than', '30d')).toBe(0);
    expect(cli.stdout.text).toMatch(/^removed 1 of 2 runs, \d+ B of \d+ B\n$/);
    expect(left()).toBe(1);
    expect(cli.leftovers).toBe(0);
  });

  it('removes by size, as one document with --json', async () => {
    expect(await cli.run('prune', '--max-size', '0', '--json')).toBe(0);
    expect(JSON.parse(cli.stdout.text)).toMatchObject({ dry_run: false, runs: 2, removed: [{}, {}], problems: [] });
    expect(left()).toBe(0);
  });

  it('without flags goes by the settings, and without those removes nothing and says why', async () => {
    expect(await cli.run('prune')).toBe(0);
    expect(cli.stderr.text).toMatch(/^rollcall: no limit is set, so nothing is removed\n {2}hint: /);
    expect(left()).toBe(2);
    cli.settings = { ...cli.settings, values: settingsSchema.parse({ history_days: 30 }) };
    expect(await cli.run('prune')).toBe(0);
    expect(left()).toBe(1);
    expect(await cli.run('prune', '--max-size', '1GiB')).toBe(0);
    expect(left()).toBe(1);
  });

  it('exits 4 where something cannot be read', async () => {
    writeFileSync(join(run(50), 'events.jsonl'), 'no event\n');
    const [broken = ''] = readdirSync(join(cli.home, 'runs')).sort();
    const at = (cli.clock.now() - 50 * dayMs) / 1_000;
    utimesSync(join(cli.home, 'runs', broken, 'events.jsonl'), at, at);
    expect(await cli.run('prune', '--older-than', '30d')).toBe(4);
    expect(cli.stderr.text).toContain('its log cannot be read');
    expect(cli.stdout.text).toContain('removed 1 of 3 runs');
  });

  it.each([
    ['--older-than', '0d'],
    ['--older-than', '30'],
    ['--older-than', '5m'],
    ['--max-size', '-1'],
    ['--max-size', '1 parsec'],
    ['--max-size', ''],
    ['--max-size', '99999999999TiB'],
  ])('%s %j exits 2', async (flag, value) => {
    expect(await cli.run('prune', `${flag}=${value}`)).toBe(2);
    expect(cli.stderr.text).toMatch(/^rollcall: --.*\n {2}hint: /);
    expect(left()).toBe(2);
  });
});
