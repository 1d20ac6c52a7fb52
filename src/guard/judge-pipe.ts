import type { PlatformName } from '../model/platform-name.ts';
import type { Verdict } from '../model/verdict.ts';
import { harmfulPipes, harmlessPipes, type PipeForms, pipeAliases, pipeNeedsCommand } from './pipe-rules.ts';
import type { Word } from './read-line.ts';

/** Why a line is not allowed, and what that makes it. */
export interface Objection {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** What speaks against one pipe after `command`; null when it only filters or formats. */
export function judgePipe(pipe: readonly Word[], command: readonly Word[], platform: PlatformName): Objection | null {
  const [head, ...rest] = pipe;
  if (head === undefined)
    return { verdict: 'dangerous', reason: 'a "|" with nothing after it: name a pipe or leave it out' };
  const name = head.text;
  const rules = harmlessPipes[platform];
  const forms = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (forms === undefined) return unknownPipe(name, rules);
  const needed = pipeNeedsCommand[name];
  if (needed?.some((word, index) => command[index]?.text !== word)) {
    return { verdict: 'dangerous', reason: `"| ${name}" is allowed after ${needed.join(' ')} only` };
  }
  if (forms.some((form) => fits(form, rest))) return null;
  const allowed = forms.map((form) => `| ${name} ${form}`.trim()).join(' or ');
  return { verdict: 'dangerous', reason: `"| ${name}" with these arguments is not known: allowed is ${allowed}` };
}

function unknownPipe(name: string, rules: Readonly<Record<string, PipeForms>>): Objection {
  const lower = name.toLowerCase();
  const harm = Object.entries(harmfulPipes).find(([harmful]) => harmful === lower || harmful.startsWith(lower));
  if (harm !== undefined) {
    const [harmful, [verdict, why]] = harm;
    const spelled = harmful === name ? `"| ${name}"` : `"| ${name}" can mean "| ${harmful}", which`;
    return { verdict, reason: `${spelled} ${why}: ${allowedPipes(rules)}` };
  }
  const meant = Object.keys(rules).filter((known) => known.startsWith(lower));
  return {
    verdict: 'dangerous',
    reason: `"| ${name}" is no pipe known to be harmless: ${nearestPipe(lower, meant, rules)}`,
  };
}

function nearestPipe(lower: string, meant: readonly string[], rules: Readonly<Record<string, PipeForms>>): string {
  if (meant.length > 0) return `write it in full: ${meant.map((known) => `| ${known}`).join(' or ')}`;
  return Object.hasOwn(pipeAliases, lower) ? `write | ${pipeAliases[lower]}` : allowedPipes(rules);
}

function allowedPipes(rules: Readonly<Record<string, PipeForms>>): string {
  const names = Object.keys(rules);
  return names.length === 0 ? 'no pipe is allowed here' : `allowed are ${names.map((name) => `| ${name}`).join(', ')}`;
}

function fits(form: string, words: readonly Word[]): boolean {
  if (form === 'TEXT') return words.length > 0;
  const wanted = form === '' ? [] : form.split(' ');
  if (wanted.length !== words.length) return false;
  return wanted.every((each, index) => {
    const given = words[index]?.text ?? '';
    if (each === 'PATTERN') return true;
    return each === 'NUMBER' ? /^\d{1,9}$/.test(given) : given === each;
  });
}
