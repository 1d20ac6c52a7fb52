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
