import type { Answer, Piece, Question } from './answer.ts';
import { configurationAsSet } from './configuration.ts';
import { type Refused, resolve, type Verb } from './grammar.ts';
import { applyPipe, type Pipe, readPipe, splitPipes } from './pipes.ts';
import type { Router } from './router.ts';
import { leaf, toJunosJson, toXml } from './xml-tree.ts';

export interface Understood {
  readonly ok: true;
  readonly verb: Verb;
  readonly args: readonly string[];
  /** The answer as it comes: all at once, or over time. */
  readonly pieces: Iterable<Piece>;
  /** Whether the answer may stop at a pager. */
  readonly paged: boolean;
}

/** What the CLI of `router` makes of one line. */
export function answerLine(router: Router, line: string, nowMs: number): Understood | Refused {
  const { command, pipes: pipeTexts } = splitPipes(line);
  const resolved = resolve(command);
  if (!resolved.ok) return resolved;
  const pipes: Pipe[] = [];
  for (const text of pipeTexts) {
    const pipe = readPipe(text);
    if ('refused' in pipe) return refusedPipe(line, pipe.refused);
    pipes.push(pipe);
  }
  const { verb, args } = resolved;
  const question: Question = { router, nowMs, args };
  const answer = verb.answer(question);
  const display = pipes.find(({ name }) => name === 'display')?.argument;
  const onLines = pipes.filter(({ name }) => name !== 'display' && name !== 'no-more');
  const timed = Symbol.iterator in answer;
  if (display === 'set' && verb.words !== 'show configuration') return refusedPipe(line, 'set');
  const pieces = timed ? answer : [{ afterMs: 0, text: displayed(answer, display, question) }];
  return {
    ok: true,
    verb,
    args,
    pieces: onLines.length === 0 ? pieces : throughPipes(pieces, onLines),
    paged: !timed && !pipes.some(({ name }) => name === 'no-more'),
  };
}

function refusedPipe(line: string, word: string): Refused {
  return { ok: false, reason: 'syntax', word, at: Math.max(0, line.lastIndexOf(word)), completions: [] };
}

function displayed(answer: Answer, format: string | undefined, question: Question): string {
  const { router } = question;
  if (format === undefined) return answer.text;
  if (format === 'set') return configurationAsSet(question);
  if (answer.text === '') return '';
  const tree = answer.tree ?? leaf('output', answer.text);
  return format === 'json' ? toJunosJson(tree) : toXml(tree, router.version, router.dualRe ? '{master}' : '');
}

/** Waits as long as the pieces take, then gives what the pipes leave: pieces are taken one by one, they may be endless. */
function* throughPipes(pieces: Iterable<Piece>, pipes: readonly Pipe[]): Generator<Piece> {
  let text = '';
  for (const piece of pieces) {
    text += piece.text;
    yield { afterMs: piece.afterMs, text: '' };
  }
  yield { afterMs: 0, text: pipes.reduce(applyPipe, text) };
}

/** The error as an exec channel has it: a leading newline, no caret. */
export function execError({ reason, word }: Refused): string {
  switch (reason) {
    case 'unknown':
      return `\nerror: unknown command: ${word}\n`;
    case 'ambiguous':
      return `\nerror: '${word}' is ambiguous\n`;
    case 'incomplete':
      return '\nerror: syntax error, expecting <command>\n';
    case 'syntax':
      return `\nerror: syntax error, expecting <command>: ${word}\n`;
  }
}

/** The error as the interactive CLI has it: a caret below the word, lines ended by LF. */
export function shellError({ reason, word, at, completions }: Refused, promptWidth: number): string {
  const caret = `${' '.repeat(promptWidth + at)}^\n`;
  switch (reason) {
    case 'unknown':
      return `${caret}unknown command.\n`;
    case 'ambiguous':
      return `${caret}'${word}' is ambiguous.\nPossible completions:\n${completions.map((full) => `  ${full}\n`).join('')}`;
    default:
      return `${caret}syntax error, expecting <command>.\n`;
  }
}
