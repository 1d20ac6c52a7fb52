/** One word of a command line. `text` is as written, `value` without the quotes around it. */
export interface Word {
  readonly text: string;
  readonly value: string;
}

/** A line cut at its live `|`: the command, then each pipe, as words. */
export interface CommandLine {
  readonly command: readonly Word[];
  readonly pipes: readonly (readonly Word[])[];
}

export type LineReading =
  | { readonly ok: true; readonly line: CommandLine }
  | { readonly ok: false; readonly reason: string };

/** Routers cut or refuse longer lines, and a line that is cut is a different command. Bytes of UTF-8, as they are sent. */
const maxBytes = 1_000;

/** Refused wherever they stand: some device or login shell takes them as live even inside quotes. */
const neverAllowed: readonly (readonly [RegExp, string])[] = [
  [/;/, '";" separates commands on some devices: send several commands as a list'],
  [/`/, 'a backtick runs a command in a shell: leave it out'],
  [/\$[({]/, '"$(" and "${" are expanded by a shell: leave them out'],
  [/\\"/, 'a backslash before a quote hides where the quoted text ends: write "." for the quote in the pattern'],
  [/\\\s*$/, 'a backslash at the end joins the next line: leave it out'],
];

const refusedOutsideQuotes: Readonly<Record<string, string>> = {
  '>': '">" writes a file on some devices: put the pattern in double quotes',
  '<': '"<" reads a file in a shell: put the pattern in double quotes',
  '&': '"&" starts a second command in a shell: put the pattern in double quotes',
  '#': '"#" starts a comment on some devices: put the pattern in double quotes',
  "'": 'single quotes are no quotes on a router: use double quotes',
};

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** Cuts a line into words and pipes, or says which of its bytes or quotes make it unfit to be sent. */
export function readLine(line: string): LineReading {
  const bytes = new TextEncoder().encode(line).length;
  if (bytes > maxBytes) {
    return refused(
      `${bytes} bytes, more than ${maxBytes}: routers cut longer lines, and a cut line is another command`,
    );
  }
  if (line.trim() === '') return refused('empty: give a command such as show version');
  const control = [...line].findIndex((character) => isControl(character));
  if (control !== -1) {
    return refused(
      `control character or line break in column ${control + 1}: a command is one line of text, send several commands as a list`,
    );
  }
  for (const [pattern, reason] of neverAllowed) if (pattern.test(line)) return refused(reason);
  return cutLine(line);
}

function cutLine(line: string): LineReading {
  const stages: Word[][] = [[]];
  let text = '';
  let quoted = false;
  const endWord = (): void => {
    if (text !== '') stages.at(-1)?.push({ text, value: text.startsWith('"') ? text.slice(1, -1) : text });
    text = '';
  };
  for (const character of line) {
    if (character === '"') {
      if (!quoted && text !== '') return refused('a quote inside a word: quotes stand around a whole word');
      quoted = !quoted;
      text += character;
    } else if (quoted) {
      if (!printable.test(character)) return refused('invisible or unprintable character inside quotes: leave it out');
      text += character;
    } else if (character === ' ') endWord();
    else if (character === '|') {
      endWord();
      stages.push([]);
    } else {
      if (text.startsWith('"')) return refused('text right after a closing quote: quotes stand around a whole word');
      const reason = refusedOutsideQuotes[character];
      if (reason !== undefined) return refused(reason);
      if (character > '~') return refused(`${escaped(character)} outside quotes: commands are plain ASCII`);
      text += character;
    }
  }
  if (quoted) return refused('unbalanced quote: close it');
  endWord();
  const [command = [], ...pipes] = stages;
  if (command.length === 0) return refused('a pipe without a command before it: give a command such as show version');
  return { ok: true, line: { command, pipes } };
}

const refused = (reason: string): LineReading => ({ ok: false, reason });

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029;
}

const escaped = (character: string): string =>
  `character U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
