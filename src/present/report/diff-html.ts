import { type DiffLineKind, diffLineKind } from '../diff-line-kind.ts';
import { escapeHtml } from './escape-html.ts';

/** A unified diff with its added, removed and hunk lines marked; neighbours of one kind share an element. */
export function diffHtml(diff: string): string {
  const runs: { readonly kind: DiffLineKind; readonly lines: string[] }[] = [];
  for (const line of diff.split(/(?<=\n)/)) {
    const kind = diffLineKind(line);
    const last = runs.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else runs.push({ kind, lines: [line] });
  }
  return runs.map(({ kind, lines }) => marked(kind, escapeHtml(lines.join('')))).join('');
}

function marked(kind: DiffLineKind, html: string): string {
  switch (kind) {
    case 'added':
      return `<ins>${html}</ins>`;
    case 'removed':
      return `<del>${html}</del>`;
    case 'hunk':
      return `<span class="hunk">${html}</span>`;
    case 'same':
      return html;
  }
}
