import type { FailureGroup, RunDocument } from '../../model/run-document.ts';
import { partialBlocks } from '../run-blocks.ts';
import { preformatted } from './answers-section.ts';
import { escapeHtml, escapeLine, proseHtml, selectorHtml } from './escape-html.ts';
import { inChunks } from './in-chunks.ts';

/** What failed, why and what to do about it; below it what failed commands had sent before their end. */
export function* failuresSection(document: RunDocument): Generator<string> {
  const { failures, pending } = document;
  const partial = partialBlocks(document);
  if (failures.length === 0 && pending === null) return;
  yield `<section id="failures" aria-labelledby="failures-title"><h2 id="failures-title">Failures</h2><div class="list">`;
  if (pending !== null) {
    yield `<article class="card pending"><p class="who">${selectorHtml(pending)}</p><p>Still running when this was written.</p></article>`;
  }
  yield* inChunks(failures.map(failureHtml));
  yield '</div>';
  if (partial.length > 0) {
    yield '<h3>Partial output of failed commands</h3><div class="list">';
    yield* inChunks(
      partial.map(
        ({ who, what, notes, body }) =>
          `<details class="card answer"><summary><span class="who">${selectorHtml(who)}</span><span class="notes">${escapeLine([what, ...notes].join(' · '))}</span></summary>${preformatted(escapeHtml(body))}</details>`,
      ),
    );
    yield '</div>';
  }
  yield '</section>';
}

function failureHtml({
  outcome,
  code,
  phase,
  command,
  label,
  devices,
  count,
  message,
  hint,
  partial_output,
}: FailureGroup): string {
  const tags = [outcome, ...(code === undefined ? [] : [code])].map(
    (tag) => `<span class="tag">${escapeLine(tag)}</span>`,
  );
  const notes = [
    `${count.toLocaleString('en')} ${count === 1 ? 'device' : 'devices'}`,
    ...(phase === undefined ? [] : [`in phase ${escapeLine(phase)}`]),
    ...(command === undefined ? [] : [`<code>${escapeLine(label ?? command)}</code>`]),
  ];
  return [
    `<article class="card failure"><p class="head">${tags.join('')}<span class="notes">${notes.join(' · ')}</span></p>`,
    `<p class="who">${selectorHtml(devices)}</p><p class="message">${proseHtml(message)}</p>`,
    ...(hint === undefined ? [] : [`<p class="hint"><b>Hint</b> ${proseHtml(hint)}</p>`]),
    ...(partial_output === undefined
      ? []
      : [`<p class="label">Partial output</p>${preformatted(escapeHtml(partial_output))}`]),
    '</article>',
  ].join('');
}
