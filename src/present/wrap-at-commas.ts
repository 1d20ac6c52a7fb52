/** A folded selector over several lines, broken after commas only; a part without one may stay longer than `width`. */
export function wrapAtCommas(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(/(?<=,)/)) {
    if (line !== '' && line.length + part.length > width) {
      lines.push(line);
      line = '';
    }
    line += part;
  }
  return [...lines, line].join('\n');
}
