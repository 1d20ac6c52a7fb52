import type { Finding, Grammar, Keyword } from './grammar.ts';
import { gravest } from './gravest.ts';
import { judgeProbe } from './judge-probe.ts';
import { insideQuotes } from './judge-quoted.ts';
import { judgeShow } from './judge-show.ts';
import type { Word } from './read-line.ts';

/** Told what each word was taken for, for those who ask for the grounds. */
export type Note = (word: Word, meaning: string) => void;

/** A piece of a word: quoted text may be taken apart where quotes mean nothing. */
interface Token {
  readonly word: Word;
  readonly text: string;
  readonly quoted: boolean;
}

/** Judges a command without its pipes, from the first word on. */
export function judgeCommand(command: readonly Word[], grammar: Grammar, note: Note): Finding {
  const tokens: Token[] = [];
  for (const word of command) {
    if (!word.text.startsWith('"')) tokens.push({ word, text: word.text, quoted: false });
    else for (const text of word.value.trim().split(/[ \t]+/)) tokens.push({ word, text, quoted: true });
  }
  // Who drops it reads another line than who does not.
  if (tokens.some(({ text }) => text === '')) return inQuotes('quotes around nothing: leave them out');
  // Known to be asleep in the pattern of a pipe only.
  const awake = command.find(({ text }) => text.startsWith('"') && /[|<>&#]/.test(text));
  if (awake !== undefined) {
    return inQuotes(
      `${awake.text} holds what may be live there: only the pattern of a pipe may have | < > & # in quotes`,
    );
  }
  return judgeAfter(grammar.root, tokens, 0, { grammar, command, note });
}

const inQuotes = (reason: string): Finding => ({ verdict: 'dangerous', reason, rule: insideQuotes, instead: null });

interface Context {
  readonly grammar: Grammar;
  readonly command: readonly Word[];
  readonly note: Note;
}

function judgeAfter(keyword: Keyword, tokens: readonly Token[], at: number, context: Context): Finding {
  const { grammar, command, note } = context;
  if (keyword.probe !== null) return judgeProbe(keyword, command.slice(1), grammar, note);
  const token = tokens[at];
  const atRoot = at === 0;
  const found =
    (token === undefined || (keyword.words.size === 0 && !keyword.complete)) && !atRoot
      ? keyword.finding
      : judgeToken(keyword, token, tokens, at, context);
  const later = tokens.slice(at);
  if (keyword.words.size === 0) for (const each of later) note(each.word, 'argument');
  const mayAct = keyword.anywhere.size > 0 || keyword.localFiles !== null;
  const acting = mayAct ? later.flatMap(({ text }) => actingAt(keyword, text)) : [];
  const whole = gravest(found, ...acting);
  return at === 1 && grammar.show?.commands.includes(keyword.name)
    ? gravest(
        whole,
        ...judgeShow(
          later.map(({ text }) => text.toLowerCase()),
          grammar.show,
        ),
      )
    : whole;
}

/**
 * Every keyword that the word could stand for counts, and the gravest decides. Where not all keywords are listed, a
 * word that is not exactly one of them may also be another.
 */
function judgeToken(
  keyword: Keyword,
  token: Token | undefined,
  tokens: readonly Token[],
  at: number,
  context: Context,
): Finding {
  const { grammar, note } = context;
  if (token === undefined) return keyword.finding;
  const exact = token.quoted ? undefined : keyword.words.get(token.text);
  if (exact !== undefined) {
    note(token.word, `keyword ${exact.name}`);
    return judgeAfter(exact, tokens, at + 1, context);
  }
  const lower = token.text.toLowerCase();
  const meant = [...keyword.words.values()].filter(
    ({ name }) => name.startsWith(lower) || (!keyword.complete && lower.startsWith(name)),
  );
  const understood = token.text === lower && !token.quoted && (at > 0 || grammar.abbreviations.commands);
  const findings = meant.map((each) => judgeAfter(each, tokens, at + 1, context));
  if (!understood || !keyword.complete || meant.length === 0) {
    findings.push(keyword.complete ? notListed(keyword, token, meant, grammar) : keyword.finding);
  }
  note(token.word, meaningOf(meant, keyword));
  const [first = keyword.finding, ...others] = findings;
  return gravest(first, ...others);
}

function notListed(keyword: Keyword, { text }: Token, meant: readonly Keyword[], grammar: Grammar): Finding {
  const word = JSON.stringify(text);
  if (keyword !== grammar.root) {
    const reason = `${word} is not known after ${keyword.name}: write a keyword in small letters, without quotes`;
    return { ...keyword.finding, verdict: 'dangerous', reason, unlisted: true };
  }
  const passing = meant.filter(({ name }) => grammar.allowedCommands.includes(name)).map(({ name }) => name);
  const nearest =
    passing.length > 0
      ? `write ${passing.join(' or ')} in full and in small letters`
      : `a line starts with ${grammar.allowedCommands.join(', ') || 'nothing known here'}`;
  return { ...keyword.finding, reason: `first word ${word}: ${nearest}` };
}

function meaningOf(meant: readonly Keyword[], keyword: Keyword): string {
  const [only, ...more] = meant.map(({ name }) => name);
  if (only === undefined) return keyword.complete ? 'unknown' : `any other word after ${keyword.name}`;
  if (more.length > 0) return `could be ${[only, ...more].join(' or ')}`;
  return keyword.complete ? `short for ${only}` : `could be ${only}`;
}

/** `/dev/zero`, and what could come out as it: a way up, a wildcard. */
const perhapsEndless = /(?:^|\/)(?:dev|proc|\.\.)(?:\/|$)|[*?[\]{}]/i;

function actingAt(keyword: Keyword, text: string): readonly Finding[] {
  const lower = text.toLowerCase();
  const found = [...keyword.anywhere].filter(([word]) => word.startsWith(lower)).map(([, finding]) => finding);
  if (keyword.localFiles !== null && text.includes(':')) {
    const reason = `"${text}" may be a place on another host: name a file of the device itself`;
    found.push({ ...keyword.finding, verdict: 'dangerous', reason });
  }
  if (keyword.localFiles === 'opened' && perhapsEndless.test(text)) {
    const reason = `"${text}" may be a device file, which has no end: name a plain file by its whole path`;
    found.push({ ...keyword.finding, verdict: 'infinite', reason });
  }
  return found;
}
