import { expect, test } from 'vitest';
import type { Group, RunDocument } from '../../../src/model/run-document.ts';
import { answersSection } from '../../../src/present/report/answers-section.ts';
import { buildDocument } from '../../../src/result/run-document.ts';
import { answered, foldOf, started } from '../../result/run-events.ts';

const document = buildDocument(foldOf(started(['r1', 'r2']), answered('r1', { stdout: 'a\nb\n' })), { view: 'folded' });

const html = (groups: readonly Group[], changes: Partial<RunDocument> = {}): string =>
  [...answersSection({ ...document, ...changes, groups: [...groups] })].join('');

test('a group that is told as a difference shows it, marked, and its whole answer on demand', () => {
  const diff = '@@ -1,2 +1,2 @@\n a\n-b\n-<i>\n+c\n';
  const group = { id: 2, command: 'show version', devices: 'r2', count: 1, output: 'a\nc\n', diff_from: 1, diff };
  const shown = html([...(document.groups ?? []), group]);
  expect(shown).toContain('<span class="hunk">@@ -1,2 +1,2 @@\n</span> a\n<del>-b\n-&lt;i&gt;\n</del><ins>+c\n</ins>');
  expect(shown).toContain('<a href="#answer-1">answer 1</a>');
  expect(shown).toContain('<summary>The whole answer</summary><pre class="output" tabindex="0">\na\nc\n</pre>');
});

test('tells what was not compared, and nothing where nothing was answered', () => {
  expect(html(document.groups ?? [], { masked: ['uptime', 'counters'] })).toContain('Not compared: uptime, counters.');
  expect(html([])).toBe('');
});
