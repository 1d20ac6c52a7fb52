import type { Finding, Grammar } from './grammar.ts';
import { readLine, type Word } from './read-line.ts';

/** The nearest line to a refused one that passes; null where none is known. */
export function nearestForm(
  line: string,
  { instead }: Finding,
  grammar: Grammar,
  passes: (candidate: string) => boolean,
): string | null {
  const candidates = [line.trim(), line.trim().toLowerCase(), ...byWords(line, instead, grammar)];
  return candidates.find((candidate) => candidate !== '' && passes(candidate)) ?? null;
}

function byWords(line: string, instead: string | null, grammar: Grammar): readonly string[] {
  const reading = readLine(line);
  if (!reading.ok) return [];
  const { command, pipes } = reading.line;
  const plain = texts(command);
  const forms = [plain, ...bounded(command, grammar)];
  if (instead === 'REST') forms.push(texts(command.slice(1)));
  else if (instead !== null) forms.push(instead);
  const inFull = pipes.map((pipe) => pipeInFull(texts(pipe), grammar));
  const harmless = inFull.filter((pipe) => grammar.pipes.get(pipe.split(' ')[0] ?? '')?.verdict === 'read');
  const tails = [pipes.map(texts), inFull, harmless, []].map((kept) => kept.map((pipe) => ` | ${pipe}`).join(''));
  const whole = forms.flatMap((form) => tails.map((tail) => form + tail));
  return [...whole, ...whole.map((form) => spelledOut(form, grammar))];
}

/** A probe with its bound: as it was asked, else to its host only. */
function bounded([first, ...args]: readonly Word[], grammar: Grammar): readonly string[] {
  const name = first?.text.toLowerCase() ?? '';
  const [keyword] = [...grammar.root.words.values()].filter(
    (each) => each.probe !== null && each.name.startsWith(name),
  );
  if (keyword === undefined || keyword.probe === null || name === '') return [];
  const bound = keyword.probe.bounds[0];
  const tail = bound === undefined ? '' : ` ${bound} 5`;
  // An address stands out; a name may be the value of an option.
  const hosts = args.map(({ text }) => text).filter((text) => /[.:]/.test(text));
  return [`${keyword.name} ${texts(args)}${tail}`, ...hosts.map((host) => `${keyword.name} ${host}${tail}`)];
}

/** With the first word as the grammar spells it. */
function spelledOut(line: string, grammar: Grammar): string {
  const [first = '', ...rest] = line.split(' ');
  const meant = [...grammar.root.words.keys()].filter((name) => name.startsWith(first.toLowerCase()));
  return meant.length === 1 ? [meant[0], ...rest].join(' ') : line;
}

/** With the name of the pipe as the grammar spells it, where it is short for one that only filters. */
function pipeInFull(pipe: string, grammar: Grammar): string {
  const [first = '', ...rest] = pipe.split(' ');
  const meant = [...grammar.pipes].filter(([name]) => name.startsWith(first.toLowerCase()));
  const harmless = meant.filter(([, { verdict }]) => verdict === 'read').map(([name]) => name);
  return meant.length === 1 && harmless[0] !== undefined ? [harmless[0], ...rest].join(' ') : pipe;
}

const texts = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ');
