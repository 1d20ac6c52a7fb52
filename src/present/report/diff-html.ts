import { escapeHtml } from './escape-html.ts';

type Kind = 'ins' | 'del' | 'span';

/** A unified diff with its added, removed and hunk lines marked; neighbours of one kind share an element. */
export function diffHtml(diff: string): string {
  const runs: { readonly kind: Kind | null; readonly lines: string[] }[] = [];
  for (const line of diff.split(/(?<=\n)/)) {
    const kind = kindOf(line);
    const last = runs.at(-1);
    if (last !== undefined && last.kind === kind) last.lines.push(line);
    else runs.push({ kind, lines: [line] });
  }
  return runs.map(({ kind, lines }) => marked(kind, escapeHtml(lines.join('')))).join('');
}

function kindOf(line: string): Kind | null {
  if (line.startsWith('+') && !line.startsWith('+++ ')) return 'ins';
  if (line.startsWith('-') && !line.startsWith('--- ')) return 'del';
  return line.startsWith('@@') ? 'span' : null;
}

function marked(kind: Kind | null, html: string): string {
  if (kind === null) return html;
  return `<${kind}${kind === 'span' ? ' class="hunk"' : ''}>${html}</${kind}>`;
}
