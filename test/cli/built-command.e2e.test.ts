import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { builtMain, fleetProcess, rollcall, startRollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let home: string;

beforeEach(() => {
  home = temporaryFolder();
});

/** The answer that the README shows a newcomer: from the line of its command to the summary. */
function answerInReadme(): string {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  return /^```\n(\$ rollcall run [\s\S]*?)^```$/m.exec(readme)?.[1] ?? 'no answer in the README';
}

/** With its times and run ids as the README shows them. */
const masked = (text: string): string =>
  text.replace(/ in [\d.]+ (ms|s|min)\b/g, ' in … s').replace(/\(run [0-9A-Z]{26}\)/g, '(run …)');

describe('the built command', () => {
  it('demo goes as staged and as the README shows it, within 15 s, and leaves nothing behind', async () => {
    const began = performance.now();
    const { status, stdout, stderr } = await rollcall(home, ['demo']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(masked(stdout)).toContain(`\n${answerInReadme()}\n`);
    expect(stdout).toContain(`claude mcp add rollcall -- ${process.execPath} ${builtMain} serve`);
    expect(readdirSync(home)).toEqual([]);
  });

  it('demo cleans up after Ctrl-C', async () => {
    const demo = startRollcall(home, ['demo']);
    await demo.said('stdout', /./);
    demo.child.kill('SIGINT');
    expect((await demo.ended).status).toBe(130);
    expect(readdirSync(home)).toEqual([]);
  });

  it('is cancelled by one Ctrl-C, and from another process', async () => {
    const inventory = await fleetProcess(home, ['--count', '3', '--fault', 'hang=100']);
    const hanging = ['run', 'all', 'show version', '--jsonl', '-i', inventory];
    const first = startRollcall(home, hanging);
    const { run_id } = JSON.parse((await first.said('stdout', /.+(?=\n)/))[0]);
    const cancel = await rollcall(home, ['cancel', run_id]);
    expect(cancel).toMatchObject({ status: 0, stdout: `${run_id} cancelled\n` });
    expect((await first.ended).status).toBe(130);

    const second = startRollcall(home, hanging);
    await second.said('stdout', /\n/);
    second.child.kill('SIGINT');
    const { status, stderr } = await second.ended;
    expect(status).toBe(130);
    expect(stderr).toContain('press Ctrl-C again');
  });

  it('does not crash when the reader of its output goes away', async () => {
    const inventory = await fleetProcess(home, ['--count', '3', '--fault', 'hang=100']);
    const run = startRollcall(home, ['run', 'all', 'show version', '--jsonl', '-i', inventory]);
    await run.said('stdout', /\n/);
    run.child.stdout.destroy();
    // The next event meets a closed pipe: the run is over then.
    run.child.kill('SIGINT');
    const { status, stderr } = await run.ended;
    expect(status).toBe(130);
    expect(stderr).not.toMatch(/EPIPE|Error:/);
  });

  it('runs only guarded commands, and says so with status 3', async () => {
    const inventory = await fleetProcess(home, ['--count', '2']);
    const { status, stdout } = await rollcall(home, ['run', 'all', 'request system reboot', '-i', inventory]);
    expect(status).toBe(3);
    expect(stdout).toContain('denied');
  });
});
