/**
 * Device output is untrusted: an escape sequence in it could rewrite a terminal's screen or title. Every control
 * character but line feed and tab becomes one visible character (U+2400 Control Pictures, U+FFFD for the others), and so
 * do format characters, which can turn the order of what is read (U+202E); the text never grows. CR LF becomes LF.
 */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(controls, visible);
}

/** As `printable`, and on one line: for names and messages. */
export function printableLine(text: string): string {
  return printable(text).replace(/[\n\t]/g, visible);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Cf}]/gu;

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}
