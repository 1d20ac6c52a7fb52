import type { Explanation } from '../model/explanation.ts';
import { decide } from './decide.ts';
import type { Grammar } from './grammar.ts';
import type { Note } from './judge-words.ts';
import { nearestForm } from './nearest-form.ts';
import type { PolicyRules } from './policy-rules.ts';
import { readLine, type Word } from './read-line.ts';

/** The verdict on a line with its grounds: what each word means, the rule that decided, the nearest line that passes. */
export function explainLine(line: string, grammar: Grammar, username: string, rules: PolicyRules): Explanation {
  const meanings = new Map<Word, Set<string>>();
  const note: Note = (word, meaning) => {
    const known = meanings.get(word);
    if (known !== undefined) known.add(meaning);
    else meanings.set(word, new Set([meaning]));
  };
  const reading = readLine(line);
  const { finding, allowed, approvable, byPolicy } = decide(line, grammar, username, rules, { reading, note });
  const passes = (candidate: string): boolean => decide(candidate, grammar, username, rules).allowed;
  return {
    verdict: finding.verdict,
    allowed,
    approvable,
    byPolicy,
    reason: finding.reason,
    words: reading.ok
      ? [...reading.line.command, ...reading.line.pipes.flat()].map((word) => ({
          word: word.text,
          meaning: meaningOf(meanings.get(word)),
        }))
      : [],
    rule: `${grammar.platform}: ${finding.rule}`,
    nearest: allowed ? line.trim() : nearestForm(line, finding, grammar, passes),
  };
}

/** A word that one reading takes for a keyword and another for an argument is told as the keyword. */
function meaningOf(noted: ReadonlySet<string> = new Set()): string {
  const meanings = [...noted].filter((each) => each !== 'argument');
  return meanings.length === 0 ? 'argument' : meanings.join('; ');
}
