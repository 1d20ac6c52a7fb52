import { expect, it } from 'vitest';
import { documentOf, fleetProcess, rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const runId = /^[0-9A-HJKMNP-TV-Z]{26}\n$/;
const aMinute = ['ping 10.0.0.1 count 60', '--timeout', '5m'];

it('run --background: forks, joins, cancels and bounds runs that no terminal waits for', async () => {
  const home = temporaryFolder();
  const inventory = await fleetProcess(home, ['--count', '3']);
  const of = (...args: string[]) => rollcall(home, [...args, '-i', inventory]);
  const fork = async (...args: string[]): Promise<string> => {
    const { status, stdout } = await of('run', 'all', ...args, '--background');
    expect([status, stdout]).toEqual([0, expect.stringMatching(runId)]);
    return stdout.trim();
  };
  const endless = await fork(...aMinute);
  // The process that was typed has ended, and yet it is still going on.
  expect(documentOf(await of('show', endless, '--json'))).toMatchObject({ state: 'running', summary: { pending: 3 } });
  const forked = [await fork('show version'), await fork('show chassis alarms', '--deadline', '5m')];
  const bounded = await fork(...aMinute, '--deadline', '1s');
  for (const shown of await Promise.all(forked.map((each) => of('show', each, '--wait', '1m', '--json')))) {
    expect(documentOf(shown)).toMatchObject({ state: 'finished', summary: { succeeded: 3, pending: 0 } });
  }
  const over = documentOf(await of('show', bounded, '--wait', '1m', '--json'));
  // How far each had come depends on the machine.
  expect(over).toMatchObject({ state: 'finished', summary: { failed: 3, pending: 0 } });
  expect(new Set(over.failures.map(({ code }) => code))).toEqual(new Set(['run_deadline']));
  const cancelled = await of('cancel', endless);
  expect([cancelled.status, cancelled.stdout]).toEqual([0, `${endless} cancelled\n`]);
});

it('what keeps a run of the background from starting is told as if it ran here', async () => {
  const home = temporaryFolder();
  const inventory = await fleetProcess(home, ['--count', '1']);
  const refused = await rollcall(home, ['run', 'nonsense[', 'show version', '--background', '-i', inventory]);
  expect([refused.status, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toMatch(/^rollcall: /);
});
