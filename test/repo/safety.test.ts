import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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

function verdictsOf(lines: readonly string[]): readonly unknown[] {
  const input = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const { stdout } = spawnSync(process.execPath, [join(repositoryRoot, 'dist/main.js'), 'check', '--stdin'], {
    input,
    encoding: 'utf8',
  });
  return stdout
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text));
}

describe('docs/safety.md', () => {
  it.each([
    ['allowed', true],
    ['refused', false],
  ] as const)('tells the truth about what is %s', (name, allowed) => {
    const rows = examples(name);
    expect(rows.length).toBeGreaterThanOrEqual(5);
    const expected = rows.map(([command, verdict]) => ({ command, verdict, allowed, reason: expect.any(String) }));
    expect(verdictsOf(rows.map(([line]) => line))).toEqual(expected);
  });
});
