import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rollcall } from '../support/built-command.ts';
import { everythingIn } from '../support/everything-in.ts';
import { fleetWithSecrets } from '../support/fleet-with-secrets.ts';
import { rollcallOnTerminal } from '../support/on-terminal.ts';

describe('rollcall run --show-secrets', () => {
  it('shows the secrets on the terminal, keeps marks, and the audit log says so', async () => {
    const { home, inventory, secrets } = await fleetWithSecrets();
    const run = ['run', 'all', 'show configuration', '-i', inventory];
    const plain = await rollcallOnTerminal(home, run);
    expect(plain.status).toBe(0);
    expect(plain.screen).toContain('<secret:');
    for (const secret of secrets) expect(plain.screen.includes(secret)).toBe(false);

    const { status, screen } = await rollcallOnTerminal(home, [...run, '--show-secrets']);
    expect(status).toBe(0);
    for (const secret of secrets) expect(screen.includes(secret)).toBe(true);
    expect(screen).not.toContain('<secret:');

    const kept = everythingIn(home);
    expect(kept).toContain('<secret:');
    for (const secret of secrets) expect(kept.includes(secret)).toBe(false);
    const [runId = ''] = readdirSync(join(home, 'state', 'runs'))
      .sort()
      .reverse();
    const shown = await rollcallOnTerminal(home, ['show', runId]);
    expect(shown.screen).toContain('<secret:');
    for (const secret of secrets) expect(shown.screen.includes(secret)).toBe(false);

    const audit = (await rollcall(home, ['audit', 'show', '--json'])).stdout.trim().split('\n');
    const started = audit.map((line) => JSON.parse(line).event).filter(({ type }) => type === 'run-started');
    expect(started.map(({ secrets_shown }) => secrets_shown)).toEqual([undefined, true]);
  });

  it('is refused where it would go anywhere else, with nothing run', async () => {
    const { home, inventory } = await fleetWithSecrets();
    const run = ['run', 'all', 'show configuration', '-i', inventory, '--show-secrets'];
    const piped = await rollcall(home, run);
    expect([piped.status, piped.stdout]).toEqual([2, '']);
    expect(piped.stderr).toContain('--show-secrets: standard output is no terminal');
    for (const flags of [
      ['--json'],
      ['--jsonl'],
      ['--output-dir', join(home, 'answers')],
      ['--report', join(home, 'r.html')],
    ]) {
      const refused = await rollcallOnTerminal(home, [...run, ...flags]);
      expect(refused.status).toBe(2);
      expect(refused.screen).toContain(`--show-secrets: it cannot be together with ${flags[0]}`);
    }
    expect(everythingIn(home)).not.toContain('run-started');
  });
});
