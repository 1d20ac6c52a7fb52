import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from './repository-files.ts';

/** The rows of the table between `<!-- threats -->` and `<!-- /threats -->`, cell by cell. */
function threats(): readonly (readonly string[])[] {
  const document = readFileSync(join(repositoryRoot, 'docs/security.md'), 'utf8');
  const [, table = ''] = document.split(/<!-- \/?threats -->/);
  const lines = table.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/security.md', () => {
  it('names for each threat what stands against it, and tests that are there and test something', () => {
    const rows = threats();
    expect(rows.length).toBeGreaterThanOrEqual(15);
    for (const [threat = '', protection = '', tests = '', ...rest] of rows) {
      expect(threat).not.toBe('');
      expect(protection, threat).not.toBe('');
      expect(rest, threat).toEqual([]);
      const files = [...tests.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
      expect(files.length, threat).toBeGreaterThan(0);
      expect(tests.replaceAll(/`[^`]+`/g, '').trim(), threat).toBe('');
      for (const file of files) {
        expect(file, threat).toMatch(/^test\/.+\.test\.ts$/);
        expect(existsSync(join(repositoryRoot, file)), file).toBe(true);
        expect(readFileSync(join(repositoryRoot, file), 'utf8'), file).toMatch(/\bexpect\(/);
      }
    }
  });

  it('names each threat once', () => {
    const names = threats().map(([threat]) => threat);
    expect(new Set(names).size).toBe(names.length);
  });
});
