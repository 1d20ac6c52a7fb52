import { selectorParts } from './selector-parts.ts';

/** A folded selector over several lines, broken after commas between names only; a part without one may stay longer than `width`. */
export function wrapAtCommas(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const part of selectorParts(text)) {
    if (line !== '' && line.length + part.length > width) {
      lines.push(line);
      line = '';
    }
    line += part;
  }
  return [...lines, line].join('\n');
}
