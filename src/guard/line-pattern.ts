import { matchesGlob } from '../model/selector/match-glob.ts';
import type { CommandLine, Word } from './read-line.ts';

/** A policy's pattern: words in which `*` stands for any characters and `?` for one; a word `...` stands for any number of words. */
export interface LinePattern {
  readonly text: string;
  readonly words: readonly string[];
  /** The same in small letters, and whatever goes on after them. */
  readonly beginning: readonly string[];
  /** Whether it says every word itself. */
  readonly spelledOut: boolean;
}

const anyWords = '...';
const wildcard = /[*?]/;

export function linePattern(text: string): LinePattern {
  const words = text.split(' ');
  const beginning = [...words.map((word) => word.toLowerCase()), anyWords];
  return { text, words, beginning, spelledOut: words.every((word) => word !== anyWords && !wildcard.test(word)) };
}

/** Whether the command, without its pipes, is what the pattern says: in full words, to its end. */
export function matchesExactly({ words, spelledOut }: LinePattern, { command }: CommandLine): boolean {
  // The first word says what is done: a wildcard there would allow everything.
  const [first] = words;
  if (first === undefined || first === anyWords || wildcard.test(first)) return false;
  const texts = command.map(({ text }) => text);
  if (spelledOut) return words.length === texts.length && words.every((word, index) => word === texts[index]);
  return matchesWords(words, texts, matchesGlob);
}

/**
 * Whether the line could be what the pattern says, or that and more: also in short words, capitals or quotes. It errs on
 * the side of yes, as a refusal may.
 */
export function couldBe({ beginning }: LinePattern, tokens: LineTokens): boolean {
  return matchesWords(beginning, tokens, couldBeShortFor);
}

/** A line's words in small letters without quotes, and each `|`. */
export type LineTokens = readonly string[];

export function tokensOf({ command, pipes }: CommandLine): LineTokens {
  return [command, ...pipes].flatMap((stage, index) => [...(index === 0 ? [] : ['|']), ...stage.flatMap(pieces)]);
}

/** Whether the token is a beginning of some word that fits. After a `*` any ending could follow, and fit. */
function couldBeShortFor(wanted: string, token: string): boolean {
  for (let at = 0; at < token.length; at += 1) {
    const character = wanted[at];
    if (character === '*') return true;
    if (character !== '?' && character !== token[at]) return false;
  }
  return true;
}

function pieces({ value }: Word): readonly string[] {
  return value
    .toLowerCase()
    .split(/[ \t]+/)
    .filter((piece) => piece !== '');
}

/** Matches from the left and goes back to the last `...` only: no pattern takes longer than the product of the lengths. */
function matchesWords(
  pattern: readonly string[],
  given: readonly string[],
  fits: (wanted: string, given: string) => boolean,
): boolean {
  let at = 0;
  let last = -1;
  let resumeAt = 0;
  let index = 0;
  for (let word = given[0]; word !== undefined; word = given[index]) {
    const wanted = pattern[at];
    if (wanted === anyWords) {
      last = at;
      resumeAt = index;
      at += 1;
    } else if (wanted !== undefined && fits(wanted, word)) {
      at += 1;
      index += 1;
    } else if (last >= 0) {
      at = last + 1;
      resumeAt += 1;
      index = resumeAt;
    } else return false;
  }
  return pattern.slice(at).every((rest) => rest === anyWords);
}
