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
/** More than anyone types; they bound the time that a hostile line takes to judge. */
const maxWords = 100;
const maxPipes = 20;

/** Refused wherever they stand: some device or login shell takes them as live even inside quotes. */
const neverAllowed: readonly (readonly [RegExp, string])[] = [
  [/;/, '";" separates commands on some devices: send several commands as a list'],
  [/`/, 'a backtick runs a command in a shell: leave it out'],
  [/\$[({]/, '"$(" and "${" are expanded by a shell: leave them out'],
  [/\\"/, 'a backslash before a quote hides where the quoted text ends: write "." for the quote in the pattern'],
  [/\\\s*$/, 'a backslash at the end joins the next line: leave it out'],
];

const refusedOutsideQuotes: ReadonlyMap<string, string> = new Map([
  ['>', '">" writes a file on some devices: put the pattern in double quotes'],
  ['<', '"<" reads a file in a shell: put the pattern in double quotes'],
  ['&', '"&" starts a second command in a shell: put the pattern in double quotes'],
  ['#', '"#" starts a comment on some devices: put the pattern in double quotes'],
  ["'", 'single quotes are no quotes on a router: use double quotes'],
]);

const blanks = /[ \t]+/;
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} \t]*$/u;
/** Letters and marks that leave no trace on a screen, such as the Hangul fillers. */
const invisible = /\p{Default_Ignorable_Code_Point}/u;

/** Cuts a line into words and pipes, or says which of its bytes or quotes make it unfit to be sent. */
export function readLine(line: string): LineReading {
  const bytes = new TextEncoder().encode(line).length;
  if (bytes > maxBytes) {
    return refused(
      `${bytes} bytes, more than ${maxBytes}: routers cut longer lines, and a cut line is another command`,
    );
  }
  if (line.trim() === '') return refused('empty: give a command such as show version');
  const control = controlAt(line);
  if (control !== -1) {
    const column = [...line.slice(0, control)].length + 1;
    return refused(
      `control character or line break in column ${column}: a command is one line of text, send several commands as a list`,
    );
  }
  for (const [pattern, reason] of neverAllowed) if (pattern.test(line)) return refused(reason);
  return cutLine(line);
}

/** Words end at blanks, tabs and live pipes; a quoted one is cut as a whole. */
function cutLine(line: string): LineReading {
  const stages: Word[][] = [[]];
  let words = 0;
  let at = 0;
  while (at < line.length) {
    const character = line.charAt(at);
    if (character === ' ' || character === '\t') at += 1;
    else if (character === '|') {
      stages.push([]);
      at += 1;
      if (stages.length - 1 > maxPipes) return refused(`more than ${maxPipes} pipes: nothing known has so many`);
    } else {
      const end = character === '"' ? quotedEnd(line, at) : plainEnd(line, at);
      if (end === -1) return refused('unbalanced quote: close it');
      const text = line.slice(at, end);
      const wrong = character === '"' ? quotedProblem(text, line.charAt(end)) : plainProblem(text);
      if (wrong !== null) return refused(wrong);
      stages.at(-1)?.push({ text, value: character === '"' ? text.slice(1, -1) : text });
      words += text.split(blanks).length;
      if (words > maxWords) return refused(`more than ${maxWords} words: nothing known has so many`);
      at = end;
    }
  }
  const [command = [], ...pipes] = stages;
  if (command.length === 0) return refused('a pipe without a command before it: give a command such as show version');
  return { ok: true, line: { command, pipes } };
}

/** Behind the closing quote; -1 where there is none. */
const quotedEnd = (line: string, at: number): number => line.indexOf('"', at + 1) + 1 || -1;

function plainEnd(line: string, at: number): number {
  let end = at + 1;
  while (end < line.length && !' \t|'.includes(line.charAt(end))) end += 1;
  return end;
}

function quotedProblem(text: string, next: string): string | null {
  if (next === '"') return 'a quote inside a word: quotes stand around a whole word';
  if (!['', ' ', '\t', '|'].includes(next)) return 'text right after a closing quote: quotes stand around a whole word';
  const fit = printable.test(text) && !invisible.test(text);
  return fit ? null : 'invisible or unprintable character inside quotes: leave it out';
}

function plainProblem(text: string): string | null {
  for (const character of text) {
    if (character === '"') return 'a quote inside a word: quotes stand around a whole word';
    const reason = refusedOutsideQuotes.get(character);
    if (reason !== undefined) return reason;
    if (character > '~') return `${escaped(character)} outside quotes: commands are plain ASCII`;
  }
  return null;
}

const refused = (reason: string): LineReading => ({ ok: false, reason });

/** Where the first control character or line break is; -1 where none. A tab is a blank. */
function controlAt(line: string): number {
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    const control = (code < 0x20 && code !== 0x09) || (code >= 0x7f && code <= 0x9f);
    if (control || code === 0x2028 || code === 0x2029) return at;
  }
  return -1;
}

const escaped = (character: string): string =>
  `character U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
