import type { Explanation } from '../model/explanation.ts';
import type { Grammar } from './grammar.ts';
import { findingFor, judgementOf } from './judge.ts';
import type { Note } from './judge-words.ts';
import { nearestForm } from './nearest-form.ts';
import { readLine, type Word } from './read-line.ts';

/** The verdict on a line with its grounds: what each word means, the rule that decided, the nearest line that passes. */
export function explainLine(line: string, grammar: Grammar, username: string): Explanation {
  const meanings = new Map<Word, Set<string>>();
  const note: Note = (word, meaning) => {
    const known = meanings.get(word);
    if (known !== undefined) known.add(meaning);
    else meanings.set(word, new Set([meaning]));
  };
  const reading = readLine(line);
  const finding = findingFor(line, reading, grammar, username, note);
  const judgement = judgementOf(finding);
  return {
    ...judgement,
    words: reading.ok
      ? [...reading.line.command, ...reading.line.pipes.flat()].map((word) => ({
          word: word.text,
          meaning: [...(meanings.get(word) ?? ['argument'])].join('; '),
        }))
      : [],
    rule: `${grammar.platform}: ${finding.rule}`,
    nearest: judgement.allowed ? line.trim() : nearestForm(line, finding, grammar, username),
  };
}
