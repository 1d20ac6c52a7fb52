/** One `| …` behind a command. */
export interface Pipe {
  readonly name: string;
  readonly argument: string;
}

/** The pipes that the simulated CLI carries out. */
const pipeNames = ['count', 'display', 'except', 'find', 'grep', 'last', 'match', 'no-more', 'trim'] as const;

/** Pipes that Junos has besides; they count where a prefix must be unique, and are refused. */
const refusedNames = ['append', 'compare', 'hold', 'refresh', 'request', 'resolve', 'save', 'tee'] as const;

/** The line without its pipes, and the pipes in order. A `|` inside double quotes is no pipe. */
export function splitPipes(line: string): { readonly command: string; readonly pipes: readonly string[] } {
  const [command = '', ...pipes] = (line.match(/(?:"[^"]*"|[^|"]|")+/g) ?? []).map((part) => part.trim());
  return { command, pipes };
}

/** The pipe a text like `disp json` means, or the word that was not understood. */
export function readPipe(text: string): Pipe | { readonly refused: string } {
  const [, word = '', argument = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
  const all: readonly string[] = [...pipeNames, ...refusedNames];
  // `grep` is hidden: only its full name counts.
  const matches = all.includes(word) ? [word] : all.filter((name) => name !== 'grep' && name.startsWith(word));
  const name = pipeNames.find((known) => known === matches[0]);
  if (name === undefined || matches.length > 1) return { refused: word };
  if (name === 'display') {
    const format = ['json', 'set', 'xml'].find((known) => argument !== '' && known.startsWith(argument));
    return format === undefined ? { refused: argument } : { name, argument: format };
  }
  if ((name === 'last' || name === 'trim') && !/^\d+$/.test(argument)) return { refused: argument };
  return { name, argument: argument.replace(/^"(.*)"$/, '$1') };
}

/** The text after a pipe that works on lines. */
export function applyPipe(text: string, { name, argument }: Pipe): string {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const joined = (some: readonly string[]): string => some.map((line) => `${line}\n`).join('');
  switch (name) {
    case 'match':
    case 'grep':
      return joined(lines.filter(lineTest(argument)));
    case 'except': {
      const test = lineTest(argument);
      return joined(lines.filter((line) => !test(line)));
    }
    case 'find': {
      const first = lines.findIndex(lineTest(argument));
      return first < 0 ? '\nPattern not found\n' : joined(lines.slice(first));
    }
    case 'count':
      return `Count: ${lines.length} lines\n`;
    case 'last':
      return joined(lines.slice(-Number(argument)));
    case 'trim':
      return joined(lines.map((line) => line.slice(Number(argument))));
    default:
      return text;
  }
}

/** Junos matches without regard to case; a pattern that is no regular expression is taken literally. */
function lineTest(pattern: string): (line: string) => boolean {
  try {
    const expression = new RegExp(pattern, 'i');
    return (line) => expression.test(line);
  } catch {
    return (line) => line.toLowerCase().includes(pattern.toLowerCase());
  }
}
