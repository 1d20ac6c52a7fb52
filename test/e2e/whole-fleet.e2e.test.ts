import { describe, expect, it } from 'vitest';
import { documentOf, fleetProcess, rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('rollcall run over 500 simulated routers', () => {
  it('gives 500 results with the right outcomes and exit status 4, and ends by itself', async () => {
    const folder = temporaryFolder();
    const faults = ['--fault', 'refuse=5', '--fault', 'auth-fail=5', '--seed', 'five-hundred'];
    const inventory = await fleetProcess(folder, ['--count', '500', ...faults]);
    // Nothing forces the exit: a handle left open would keep the process, and this test, waiting.
    const ended = await rollcall(folder, ['run', 'all', 'show version', '--json', '--inventory', inventory]);
    expect(ended.status).toBe(4);
    const { summary, results, pending } = documentOf(ended);
    expect(summary.by_outcome).toEqual({ ok: 450, unreachable: 25, auth_failed: 25 });
    expect(new Set(results?.map(({ device }) => device)).size).toBe(500);
    expect(results).toHaveLength(500);
    expect(pending).toBeNull();
    expect(results?.every(({ attempts }) => attempts === 1)).toBe(true);
    expect(ended.stderr).toBe('');
  });
});
