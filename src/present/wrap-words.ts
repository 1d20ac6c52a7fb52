export interface WrapOptions {
  /** Absent: never broken. */
  readonly width: number | undefined;
  /** Columns that are taken on the first line already. */
  readonly used?: number;
}

const indent = '  ';

/** Prose broken at spaces, later lines indented; a word longer than a line stays whole. */
export function wrapWords(text: string, { width, used = 0 }: WrapOptions): string {
  if (width === undefined) return text;
  const lines: string[] = [];
  let line = '';
  let room = width - used;
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > room) {
      lines.push(line);
      line = indent + word;
      room = width;
    } else line = longer;
  }
  return [...lines, line].join('\n');
}
