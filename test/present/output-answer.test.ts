import fc from 'fast-check';
import { expect, it } from 'vitest';
import { presentOutput, streams } from '../../src/present/output-answer.ts';
import { answered, ended, foldOf, started } from '../result/run-events.ts';

const lines = fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 200 });

it('stays within the budget in both forms, whatever stands around the page (property)', () => {
  const arbitrary = fc.record({
    stdout: lines.map((all) => all.join('\n')),
    stderr: lines.map((all) => all.join('\n')),
    command: fc.string({ minLength: 1, maxLength: 100 }),
    grep: fc.option(fc.constantFrom('a', '[^x]', '(?:xyz)?'.repeat(20)), { nil: undefined }),
    stream: fc.constantFrom(...streams, undefined),
    maxChars: fc.integer({ min: 2_600, max: 12_000 }),
  });
  fc.assert(
    fc.property(arbitrary, ({ stdout, stderr, command, grep, stream, maxChars }) => {
      const run = foldOf(started(['r1'], [command]), [...answered('r1', { stdout, stderr }), ended()]);
      const row = run.row('r1', 0);
      if (row === undefined) throw new Error('there is no such result');
      const { document, text } = presentOutput(run.runId, row, { grep, stream, maxChars }, maxChars);
      expect(JSON.stringify(document).length).toBeLessThanOrEqual(maxChars);
      expect(text.length).toBeLessThanOrEqual(maxChars);
    }),
  );
});

it('reads stderr to its end, page by page', () => {
  const stderr = Array.from({ length: 400 }, (_, line) => `complaint ${line}\n`).join('');
  const run = foldOf(started(['r1'], ['show x']), [...answered('r1', { stdout: 'fine\n', stderr }), ended()]);
  const row = run.row('r1', 0);
  if (row === undefined) throw new Error('there is no such result');
  const { document: first } = presentOutput(run.runId, row, { maxChars: 40_000 });
  expect(first).toMatchObject({ output: 'fine\n', next: null });
  expect(first.stderr).toMatch(/^complaint 0\n.*… \(\d+ more characters: stream "stderr" brings all\)$/s);

  let read = '';
  for (let offset: number | null = 0, pages = 0; offset !== null && pages < 20; pages += 1) {
    const { document, text } = presentOutput(run.runId, row, {
      stream: 'stderr',
      offset,
      limit: 100,
      maxChars: 40_000,
    });
    expect(document).toMatchObject({ stream: 'stderr' });
    expect(document).not.toHaveProperty('stderr');
    expect(text).toContain('stderr:\n~~~~');
    read += document.output;
    const next = document.next?.arguments as { readonly stream: string; readonly offset: number } | undefined;
    if (next !== undefined) expect(next.stream).toBe('stderr');
    offset = next?.offset ?? null;
  }
  expect(read).toBe(stderr);
});
