import fc from 'fast-check';
import { expect, it } from 'vitest';
import { presentOutput } from '../../src/present/output-answer.ts';
import { answered, ended, foldOf, started } from '../result/run-events.ts';

const lines = fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 200 });

it('stays within the budget in both forms, whatever stands around the page (property)', () => {
  const arbitrary = fc.record({
    stdout: lines.map((all) => all.join('\n')),
    stderr: lines.map((all) => all.join('\n')),
    command: fc.string({ minLength: 1, maxLength: 100 }),
    grep: fc.option(fc.constantFrom('a', '[^x]', '(?:xyz)?'.repeat(20)), { nil: undefined }),
    maxChars: fc.integer({ min: 2_600, max: 12_000 }),
  });
  fc.assert(
    fc.property(arbitrary, ({ stdout, stderr, command, grep, maxChars }) => {
      const run = foldOf(started(['r1'], [command]), [...answered('r1', { stdout, stderr }), ended()]);
      const row = run.row('r1', 0);
      if (row === undefined) throw new Error('there is no such result');
      const { document, text } = presentOutput(run.runId, row, { grep, maxChars }, maxChars);
      expect(JSON.stringify(document).length).toBeLessThanOrEqual(maxChars);
      expect(text.length).toBeLessThanOrEqual(maxChars);
    }),
  );
});
