/** Control characters other than tab, line feed, form feed and carriage return, as the inside of a character class. */
export const controlSigns = String.raw`\x00-\x08\x0b\x0e-\x1f\x7f-\x9f`;

const anyControl = new RegExp(`[${controlSigns}]`);
const controls = new RegExp(`[${controlSigns}]`, 'g');

/** ECMA-48: control sequences (CSI), strings (OSC, DCS and their like) up to their end, and two-byte escapes. */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: a backspace takes the character before it back
const overstruck = /[^\x08]\x08/g;

export const hasControls = (line: string): boolean => anyControl.test(line);

/** A line as a terminal would show it, in its order. */
export function withoutControls(line: string): string {
  return line.replaceAll(overstruck, '').replaceAll(sequences, '').replaceAll(controls, '');
}

/** A carriage return that another character follows ends a line as well: of progress displays, and of old devices. */
export const partsAtReturns = (line: string): readonly string[] => line.split(/\r(?=[^\r])/);

interface SingleBlanks {
  readonly text: string;
  /** Where each character of the text stands in the line; null where both are the same. */
  readonly places: readonly number[] | null;
}

/** A command as typed may have tabs and many blanks between its words, where the rules have one blank. */
export function withSingleBlanks(line: string): SingleBlanks {
  if (!/\S(?:[ \t]{2}|\t)/.test(line)) return { text: line, places: null };
  const indent = line.length - line.trimStart().length;
  const places: number[] = [];
  let text = line.slice(0, indent);
  for (let at = 0; at < indent; at += 1) places.push(at);
  for (const { 0: word, index } of line.slice(indent).matchAll(/[^ \t]+|[ \t]+/g)) {
    const isBlank = word[0] === ' ' || word[0] === '\t';
    text += isBlank ? ' ' : word;
    for (let at = 0; at < (isBlank ? 1 : word.length); at += 1) places.push(indent + index + at);
  }
  return { text, places };
}
