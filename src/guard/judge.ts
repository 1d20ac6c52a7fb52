import type { Judgement } from '../model/verdict.ts';
import type { Finding, Grammar } from './grammar.ts';
import { gravest } from './gravest.ts';
import { judgePipe } from './judge-pipe.ts';
import { judgeQuoted } from './judge-quoted.ts';
import { judgeCommand, type Note } from './judge-words.ts';
import { type LineReading, readLine } from './read-line.ts';

const silent: Note = () => {};

/**
 * Judges one line before it is sent. Strict: what is not known to be a read is refused. `username` matters where a
 * login lands in a Unix shell instead of the CLI.
 */
export function judgeLine(line: string, grammar: Grammar, username: string): Judgement {
  return judgementOf(findingFor(line, readLine(line), grammar, username, silent));
}

/** What the default policy makes of a finding: what only reads passes. */
export function judgementOf({ verdict, reason }: Finding): Judgement {
  return { verdict, allowed: verdict === 'read' || verdict === 'sensitive', reason };
}

/** The rule that decides over the line. `note` is told what its words were taken for. */
export function findingFor(
  line: string,
  reading: LineReading,
  grammar: Grammar,
  username: string,
  note: Note,
): Finding {
  const login = judgeLogin(line, grammar, username);
  if (login !== null) return login;
  if (!reading.ok) {
    return { verdict: 'dangerous', reason: reading.reason, rule: 'bytes, quotes and length', instead: null };
  }
  const { command, pipes } = reading.line;
  const findings = pipes.map((pipe) => judgePipe(pipe, command, grammar, note));
  const quoted = grammar.quotesLive ? judgeQuoted(line) : null;
  return gravest(judgeCommand(command, grammar, note), ...findings, ...(quoted === null ? [] : [quoted]));
}

function judgeLogin(line: string, grammar: Grammar, username: string): Finding | null {
  const { platform, shellLogins, shellLines } = grammar;
  const login = username.trim();
  if (shellLogins !== 'all' && !shellLogins.has(login)) return null;
  const rule = 'a Unix shell';
  if (shellLines.has(line)) {
    return { verdict: 'read', reason: 'on the exact list of lines that pass in a shell', rule, instead: null };
  }
  const reason =
    shellLogins === 'all'
      ? `a line for platform ${platform} goes to a Unix shell, where nothing is known to be harmless: run it on routers only`
      : `${login} on ${platform} lands in a Unix shell, not in the CLI: log in as a user with a read-only role`;
  return { verdict: 'dangerous', reason, rule, instead: null };
}
