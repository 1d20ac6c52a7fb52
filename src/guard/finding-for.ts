import type { Finding, Grammar } from './grammar.ts';
import { gravest } from './gravest.ts';
import { judgePipe } from './judge-pipe.ts';
import { insideQuotes, judgeQuoted } from './judge-quoted.ts';
import { judgeCommand, type Note } from './judge-words.ts';
import type { CommandLine, LineReading } from './read-line.ts';

const silent: Note = () => {};

/**
 * The rule that decides over the line. Strict: what is not known to be a read is not one. `username` matters where a login
 * lands in a Unix shell instead of the CLI. `note` is told what its words were taken for.
 */
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
  return gravest(judgeCommand(reading.line.command, grammar, note), ...pipeFindings(line, reading.line, grammar, note));
}

/** Whether nothing but the command itself could do harm. */
export function pipesOnlyRead(line: string, reading: CommandLine, grammar: Grammar): boolean {
  return pipeFindings(line, reading, grammar, silent).every(({ verdict }) => verdict === 'read');
}

/** Whether quotes in the line may hide what acts from the person who reads it. */
export function hidesInQuotes(line: string, { rule }: Finding, grammar: Grammar): boolean {
  return rule === insideQuotes || (grammar.quotesLive && judgeQuoted(line) !== null);
}

/** Whether a login lands in a Unix shell, as far as is known. */
export function isShell({ shellLogins }: Grammar, username: string): boolean {
  return shellLogins === 'all' || shellLogins.has(username.trim());
}

function pipeFindings(line: string, { command, pipes }: CommandLine, grammar: Grammar, note: Note): readonly Finding[] {
  const findings = pipes.map((pipe) => judgePipe(pipe, command, grammar, note));
  const quoted = grammar.quotesLive ? judgeQuoted(line) : null;
  return quoted === null ? findings : [...findings, quoted];
}

function judgeLogin(line: string, grammar: Grammar, username: string): Finding | null {
  const { platform, shellLogins, shellLines } = grammar;
  const login = username.trim();
  if (!isShell(grammar, username)) return null;
  const rule = 'a Unix shell';
  if (shellLines.has(line)) {
    return { verdict: 'read', reason: 'on the exact list of lines that pass in a shell', rule, instead: null };
  }
  const onlyThese =
    shellLines.size === 0
      ? 'nothing is known to be harmless there'
      : `only lines such as ${[...shellLines].slice(0, 3).join(', ')} pass there`;
  const reason =
    shellLogins === 'all'
      ? `a line for platform ${platform} goes to a Unix shell: ${onlyThese}`
      : `${login} on ${platform} lands in a Unix shell, not in the CLI: ${onlyThese}, or log in as a user with a read-only role`;
  return { verdict: 'dangerous', reason, rule, instead: null };
}
