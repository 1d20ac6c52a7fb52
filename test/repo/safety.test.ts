import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { repositoryRoot } from './repository-files.ts';

/** The rows of the table between `<!-- name -->` and `<!-- /name -->`: a line and its verdict. */
function examples(name: string): readonly (readonly [string, string])[] {
  const document = readFileSync(join(repositoryRoot, 'docs/safety.md'), 'utf8');
  const [, table = ''] = document.split(new RegExp(`<!-- /?${name} -->`));
  return [...table.matchAll(/^\| `(.+)` \| (\w+) \|$/gm)].map(([, line = '', verdict = '']) => [
    line.replaceAll('\\|', '|'),
    verdict,
  ]);
}

/** What `rollcall check --stdin` says of each line, with nothing of this machine's own settings in it. */
async function check(lines: readonly string[]): Promise<{ status: number | null; verdicts: readonly unknown[] }> {
  const input = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const { status, stdout, stderr } = await rollcall(temporaryFolder(), ['check', '--stdin'], { input });
  expect(stderr).toBe('');
  const answers = stdout.split('\n').filter((text) => text !== '');
  return { status, verdicts: answers.map((text) => JSON.parse(text)) };
}

describe('docs/safety.md', () => {
  it.each([
    ['allowed', true, 0],
    ['refused', false, 3],
  ] as const)('tells the truth about what is %s', async (name, allowed, status) => {
    const rows = examples(name);
    expect(rows.length).toBeGreaterThanOrEqual(5);
    const expected = rows.map(([command, verdict]) => ({ command, verdict, allowed, reason: expect.any(String) }));
    expect(await check(rows.map(([line]) => line))).toEqual({ status, verdicts: expected });
  });
});
