import { expect, test } from 'vitest';
import type { Group, RunDocument } from '../../../src/model/run-document.ts';
import { answersSection } from '../../../src/present/report/answers-section.ts';
import { timelineData } from '../../../src/present/report/timeline-data.ts';
import { buildDocument } from '../../../src/result/run-document.ts';
import { answered, finished, foldOf, started } from '../../result/run-events.ts';

const document = buildDocument(foldOf(started(['r1', 'r2']), answered('r1', { stdout: 'a\nb\n' })), { view: 'folded' });

const html = (groups: readonly Group[], changes: Partial<RunDocument> = {}): string =>
  [...answersSection({ ...document, ...changes, groups: [...groups] })].join('');

const group: Group = { id: 2, command: 'show version', devices: 'r2', count: 1, diff_from: 1, distance: 3 };

test('a group that is told as a difference shows it, marked, and from which answer', () => {
  const diff = '@@ -1,2 +1,2 @@\n a\n-b\n-<i>\n+c\n';
  const shown = html([...(document.groups ?? []), { ...group, diff }]);
  expect(shown).toContain('<span class="hunk">@@ -1,2 +1,2 @@\n</span> a\n<del>-b\n-&lt;i&gt;\n</del><ins>+c\n</ins>');
  expect(shown).toContain('Difference from <a href="#answer-1">answer 1</a>');
  expect(shown).toContain('1 device · 3 lines differ');
});

test('a group that differs in stderr alone says so', () => {
  const shown = html([{ ...group, diff: '', stderr: 'careful' }]);
  expect(shown).toContain('The same output as <a href="#answer-1">answer 1</a>.');
  expect(shown).toContain('careful');
});

test('a value stands printed, with what was tolerated in reading it', () => {
  const shown = html([
    {
      id: 1,
      command: 'show version',
      devices: 'r1',
      count: 1,
      output_json: { a: ['<i>'] },
      output_note: 'bare word tolerated',
    },
  ]);
  expect(shown).toContain('{\n &quot;a&quot;: [\n  &quot;&lt;i&gt;&quot;\n ]\n}');
  expect(shown).toContain('1 device · bare word tolerated');
});

test('tells what was not compared, and nothing where nothing was answered', () => {
  expect(html(document.groups ?? [], { masked: ['uptime', 'counters'] })).toContain('Not compared: uptime, counters.');
  expect(html([])).toBe('');
});

test('an answer of an earlier run says so, and its age, beside the answer and in the timeline', () => {
  const reused = { run_id: '01K5Z0W7J8M3N6Q9R2S5T8V1XA', age_s: 240 };
  const view = foldOf(started(['r1', 'r2']), [finished('r1', {}, { reused })]);
  const folded = buildDocument(view, { view: 'folded' });
  expect([...answersSection(folded)].join('')).toContain('1 device · reused, 4 min old');
  const [first, second] = timelineData(view, folded).devices.flatMap(({ results }) => results);
  expect(first).toMatchObject({ reused: 'reused, 4 min old, of run 01K5Z0W7J8M3N6Q9R2S5T8V1XA', phases: [] });
  expect(second).not.toHaveProperty('reused');
});
