import type { GuardPipe } from '../model/guard-grammar.ts';
import type { Finding, Grammar } from './grammar.ts';
import { gravest } from './gravest.ts';
import type { Note } from './judge-words.ts';
import type { Word } from './read-line.ts';

type NamedPipe = readonly [string, GuardPipe];

/** Judges one pipe after `command`: read where it only filters or formats, whatever it may be short for. */
export function judgePipe(pipe: readonly Word[], command: readonly Word[], grammar: Grammar, note: Note): Finding {
  const [head, ...rest] = pipe;
  if (head === undefined) return refused('|', 'dangerous', 'a "|" with nothing after it: name a pipe or leave it out');
  const name = head.text;
  for (const each of rest) note(each, 'argument');
  const own = grammar.pipes.get(name);
  const meant: readonly NamedPipe[] =
    own === undefined ? [...grammar.pipes].filter(([known]) => known.startsWith(name.toLowerCase())) : [[name, own]];
  note(head, meaningOf(name, meant));
  const harmful = meant
    .filter(([, { verdict }]) => verdict !== 'read')
    .map(([known, rules]) => harm(name, known, rules, grammar));
  const [harm1, ...more] = harmful;
  if (harm1 !== undefined) return gravest(harm1, ...more);
  const understood = own !== undefined || (grammar.abbreviations.pipes && name === name.toLowerCase());
  const findings = understood ? meant.map(([known, rules]) => judgeForm(known, rules, rest, command, grammar)) : [];
  const [first, ...others] = findings;
  return first === undefined ? unknownPipe(name, meant, grammar) : gravest(first, ...others);
}

function judgeForm(
  name: string,
  { forms, refused: refusedWords, after }: GuardPipe,
  rest: readonly Word[],
  command: readonly Word[],
  grammar: Grammar,
): Finding {
  const rule = `| ${name}`;
  const misplaced = after.some(([shortest, full], index) => {
    const word = command[index]?.text ?? '';
    return word !== full && !(word.startsWith(shortest) && full.startsWith(word));
  });
  if (misplaced) {
    const whole = after.map(([, full]) => full).join(' ');
    return refused(rule, 'dangerous', `"| ${name}" is allowed after ${whole} only`);
  }
  const shortened = grammar.abbreviations.pipes;
  const exact = forms.some((form) => fits(form, rest, false));
  const ambiguous = refusedWords.some((word) => word.startsWith(rest[0]?.text ?? ' '));
  if (exact || (shortened && !ambiguous && forms.some((form) => fits(form, rest, true)))) {
    return { verdict: 'read', reason: 'only filters or formats', rule, instead: null };
  }
  const allowed = forms.map((form) => `| ${name} ${form}`.trim()).join(' or ');
  return refused(rule, 'dangerous', `"| ${name}" with these arguments is not known: allowed is ${allowed}`);
}

function harm(name: string, known: string, { verdict, reason }: GuardPipe, grammar: Grammar): Finding {
  const spelled = known === name ? `"| ${name}"` : `"| ${name}" can mean "| ${known}", which`;
  return refused(`| ${known}`, verdict, `${spelled} ${reason}: ${grammar.allowedPipes}`);
}

function unknownPipe(name: string, meant: readonly NamedPipe[], grammar: Grammar): Finding {
  const [first] = meant;
  const other = grammar.pipeNames.get(name.toLowerCase());
  const nearest =
    first !== undefined
      ? `write it in full: ${meant.map(([known]) => `| ${known}`).join(' or ')}`
      : other === undefined
        ? grammar.allowedPipes
        : `write | ${other}`;
  return refused('unknown pipe', 'dangerous', `"| ${name}" is no pipe known to be harmless: ${nearest}`);
}

function meaningOf(name: string, meant: readonly NamedPipe[]): string {
  const names = meant.map(([known]) => known);
  if (names.length === 0) return 'unknown pipe';
  if (names.length > 1) return `could be the pipe ${names.join(' or ')}`;
  return names[0] === name ? `pipe ${name}` : `short for the pipe ${names[0]}`;
}

function fits(form: string, words: readonly Word[], shortened: boolean): boolean {
  if (form === 'TEXT') return words.length > 0;
  if (form === 'OPERANDS') return words.length > 0 && words.every(isOperand);
  const wanted = form === '' ? [] : form.split(' ');
  if (wanted.length !== words.length) return false;
  return wanted.every((each, index) => {
    const given = words[index]?.text ?? '';
    if (each === 'PATTERN') return true;
    if (each === 'OPERAND') return !given.includes(' ') && isOperand({ text: given, value: given.replaceAll('"', '') });
    if (each === 'NUMBER') return /^\d{1,9}$/.test(given);
    return given === each || (shortened && each.startsWith(given));
  });
}

/** No option of the program behind the pipe, which might name files or programs. */
const isOperand = ({ value }: Word): boolean => !/(?:^| )-/.test(value);

const refused = (rule: string, verdict: Finding['verdict'], reason: string): Finding => ({
  verdict,
  reason,
  rule,
  instead: null,
});
