import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputFiles } from '../../src/present/output-files.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import { foldEvents } from '../../src/result/run-fold.ts';
import { arbitraryRun } from '../result/arbitrary-run.ts';
import { answered, ended, foldOf, started } from '../result/run-events.ts';

describe('outputFiles', () => {
  it('gives each answer a file, byte for byte, and the whole document', () => {
    const view = foldOf(started(['core-r1', 'r2', 'r3', 'r4']), [
      ...answered('core-r1', { stdout: 'a\r\n\u001b[0m' }),
      ...answered('r2', { stderr: 'careful' }),
      ...answered('r3', { outcome: 'command_timeout', stdout: 'half' }),
      ...answered('r4', { outcome: 'busy' }),
      ended(),
    ]);
    const files = new Map(outputFiles(view).map(({ path, content }) => [path, content]));
    const pieces = [...(files.get('run.json') ?? [])];
    expect(pieces.length).toBeGreaterThan(3);
    expect(JSON.parse(pieces.join(''))).toEqual(buildDocument(view, { view: 'folded' }));
    files.delete('run.json');
    expect(Object.fromEntries(files)).toEqual({
      'core-r1.txt': 'a\r\n\u001b[0m',
      'r2.txt': '',
      'r2.stderr.txt': 'careful',
      'r3.partial.txt': 'half',
    });
  });

  it('tells commands apart, the same one asked twice too', () => {
    const commands = ['show bgp summary | match "x"', 'show version', 'show version'];
    const view = foldOf(
      started(['r1'], commands),
      commands.flatMap((_, commandIndex) => answered('r1', { commandIndex })),
    );
    expect(outputFiles(view).map(({ path }) => path)).toEqual([
      'run.json',
      'r1.1.show-bgp-summary-match-x.txt',
      'r1.2.show-version.txt',
      'r1.3.show-version.txt',
    ]);
  });

  it('lets no device name leave the folder, hide a file or take the place of another', () => {
    const devices = ['../../etc/passwd', '..', 'R1', 'r1', 'run', 'a/b', 'a%2Fb', 'x\u0000y', 'naïve', 'l'.repeat(400)];
    const view = foldOf(
      started(devices),
      devices.flatMap((device) => answered(device)),
    );
    expect(outputFiles(view).map(({ path }) => path)).toEqual([
      'run.json',
      '%2E.%2F..%2Fetc%2Fpasswd.txt',
      '%2E..txt',
      'R1.txt',
      'r1~2.txt',
      'run.txt',
      'a%2Fb.txt',
      'a%252Fb.txt',
      'x%00y.txt',
      'na%EFve.txt',
      `${'l'.repeat(150)}.txt`,
    ]);
  });

  it('makes plain, distinct names for any run (property)', () => {
    fc.assert(
      fc.property(arbitraryRun, (events) => {
        const paths = outputFiles(foldEvents(events, { ownerAlive: true })).map(({ path }) => path);
        for (const path of paths) expect(path).toMatch(/^[A-Za-z0-9_%~-][A-Za-z0-9._%~-]{0,250}$/);
        expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
      }),
    );
  });
});
