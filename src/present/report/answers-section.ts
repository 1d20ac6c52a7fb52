import type { Group, RunDocument } from '../../model/run-document.ts';
import { outputText } from '../output-text.ts';
import { reusedGroupText } from '../reused-text.ts';
import { diffHtml } from './diff-html.ts';
import { escapeHtml, escapeLine, selectorHtml } from './escape-html.ts';
import { inChunks } from './in-chunks.ts';

/** Lines of output that are shown at the start; of each command the first group, whatever its length. */
const openLines = 150;

/** Every different answer once, with the devices that gave it; a heading for each command where there are several. */
export function* answersSection({ groups = [], command, masked }: RunDocument): Generator<string> {
  if (groups.length === 0) return;
  yield `<section id="answers" aria-labelledby="answers-title"><h2 id="answers-title">Answers</h2>`;
  if (masked.length > 0) yield `<p class="note">Not compared: ${masked.map(escapeLine).join(', ')}.</p>`;
  let lines = 0;
  for (const [index, text] of command.entries()) {
    const ofCommand = groups.filter((group) => (group.command_index ?? 0) === index);
    if (ofCommand.length === 0) continue;
    const label = ofCommand[0]?.label;
    if (command.length > 1)
      yield `<h3>${label === undefined ? '' : `${escapeLine(label)}: `}<code>${escapeLine(text)}</code></h3>`;
    yield '<div class="list">';
    const entries = ofCommand.map((group, place) => {
      lines += lineCount(group);
      return groupHtml(group, place === 0 || lines <= openLines);
    });
    yield* inChunks(entries);
    yield '</div>';
  }
  yield '</section>';
}

function lineCount(group: Group): number {
  return (group.diff ?? outputText(group)).split('\n').length;
}

function groupHtml(group: Group, open: boolean): string {
  const { id, devices, count, exit_status, distance, output_note, reused } = group;
  const notes = [
    `${count.toLocaleString('en')} ${count === 1 ? 'device' : 'devices'}`,
    ...(distance === undefined
      ? []
      : [distance === 1 ? '1 line differs' : `${distance.toLocaleString('en')} lines differ`]),
    ...(exit_status === undefined ? [] : [exit_status === null ? 'no exit status' : `exit status ${exit_status}`]),
    ...(reused === undefined ? [] : [reusedGroupText(reused, count)]),
    ...(output_note === undefined ? [] : [escapeLine(output_note)]),
  ];
  const head = `<span class="number">${id}</span><span class="who">${selectorHtml(devices)}</span><span class="notes">${notes.join(' · ')}</span>`;
  return `<details class="card answer" id="answer-${id}"${open ? ' open' : ''}><summary>${head}</summary>${bodyHtml(group)}</details>`;
}

function bodyHtml(group: Group): string {
  const { stderr, diff, diff_from } = group;
  const output = outputText(group);
  const complaint =
    stderr === undefined ? '' : `<p class="label">Standard error</p>${preformatted(escapeHtml(stderr))}`;
  if (diff === undefined)
    return `${output ? preformatted(escapeHtml(output)) : '<p class="note">No output.</p>'}${complaint}`;
  const from = `<a href="#answer-${diff_from}">answer ${diff_from}</a>`;
  if (diff === '') return `<p class="note">The same output as ${from}.</p>${complaint}`;
  return `<p class="label">Difference from ${from}</p>${preformatted(diffHtml(diff), 'diff')}${complaint}`;
}

export function preformatted(html: string, kind = 'output'): string {
  // The first line feed after <pre> is not content.
  return `<pre class="${kind}" tabindex="0">\n${html}</pre>`;
}
