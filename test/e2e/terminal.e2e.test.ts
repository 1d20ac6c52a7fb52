import { describe, expect, it } from 'vitest';
import { fleetProcess } from '../support/built-command.ts';
import { AtTerminal } from '../support/on-terminal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const hangs = ['--count', '3', '--fault', 'hang=100'];

describe('rollcall run on a terminal', () => {
  it('tells what is pending on Enter, and Ctrl-C still cancels', async () => {
    const home = temporaryFolder();
    const inventory = await fleetProcess(home, hangs);
    const terminal = new AtTerminal(home, ['run', 'all', 'show version', '-i', inventory]);
    await terminal.said(/0\/3 done · slowest: .*, /);
    terminal.type('\n');
    await terminal.said(/running \(3\): /);
    terminal.type('\n');
    await terminal.said(/running \(3\)[\s\S]*running \(3\)/);
    terminal.type('\u0003');
    await terminal.said(/cancelling; press Ctrl-C again/);
    expect(await terminal.ended).toBe(130);
    expect(terminal.text).toContain('cancelled: 0 of 3 succeeded');
  });

  it('is in colour, and ends by itself with nobody at the keys', async () => {
    const home = temporaryFolder();
    const inventory = await fleetProcess(home, ['--count', '3']);
    const args = ['run', 'all', 'show version | match Junos:', '-i', inventory];
    const coloured = new AtTerminal(home, args);
    expect(await coloured.ended).toBe(0);
    expect(coloured.text).toContain('\u001b[32m3 of 3 succeeded');
    const plain = new AtTerminal(home, args, { NO_COLOR: '1' });
    expect(await plain.ended).toBe(0);
    expect(plain.text).toContain('3 of 3 succeeded');
    expect(plain.text.replaceAll('\u001b[K', '')).not.toContain('\u001b');
  });
});
