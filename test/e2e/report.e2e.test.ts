import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fleetProcess, rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Start and end of each phase of each device, as the page draws them. */
interface Data {
  readonly span: number;
  readonly devices: readonly {
    readonly results: readonly {
      readonly phases: readonly { readonly phase: string; readonly from: number; readonly to: number }[];
    }[];
  }[];
}

it('the built command writes a report of a run, and the same one again from history', async () => {
  const home = temporaryFolder();
  const inventory = await fleetProcess(home, ['--count', '4', '--latency', '5ms']);
  const file = join(home, 'report.html');
  const args = ['run', 'all', 'show version', 'show system uptime', '-i', inventory];
  const { status, stderr, stdout } = await rollcall(home, [...args, '--report', file]);
  expect([status, stderr]).toEqual([0, '']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const html = readFileSync(file, 'utf8');
  expect(html).toContain('8 of 8 succeeded');
  expect(html).toContain('--page: #f5f6f8');
  const data: Data = JSON.parse(/id="timeline-data">([^<]*)</.exec(html)?.[1] ?? '');
  for (const { results } of data.devices) {
    const phases = results.map((result) => result.phases.map(({ phase }) => phase));
    expect(phases).toEqual([['connect', 'login', 'command'], ['command']]);
    for (const { from, to } of results.flatMap((result) => result.phases)) {
      expect(from).toBeLessThanOrEqual(to);
      expect(to).toBeLessThanOrEqual(data.span);
    }
  }
  const run = /\(run (\S+)\)/.exec(stdout)?.[1] ?? '';
  const again = join(home, 'again.html');
  expect(await rollcall(home, ['show', run, '--report', again])).toEqual({ status: 0, stdout: '', stderr: '' });
  const undated = (text: string): string => text.replace(/<footer>.*<\/time>/, '');
  expect(undated(readFileSync(again, 'utf8'))).toBe(undated(html));
});
