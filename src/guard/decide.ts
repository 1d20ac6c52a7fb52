import { mayChange } from '../model/verdict.ts';
import { findingFor, hidesInQuotes, isShell, pipesOnlyRead } from './finding-for.ts';
import { type Finding, type Grammar, unknownFirstWord } from './grammar.ts';
import type { Note } from './judge-words.ts';
import { couldBe, type LineTokens, matchesExactly, tokensOf } from './line-pattern.ts';
import type { CompiledRule, PolicyRules } from './policy-rules.ts';
import { type LineReading, readLine } from './read-line.ts';

/** What is done with a line: the guard's finding under a policy. */
export interface Decision {
  readonly finding: Finding;
  readonly allowed: boolean;
  readonly approvable: boolean;
  /** Whether it is refused by the policy, not by what the guard itself knows of the line. */
  readonly byPolicy: boolean;
}

const silent: Note = () => {};

/** Judges a line and lets the policy decide: a deny first, then the verdict, then an allow, then whether to ask a person. */
export function decide(
  line: string,
  grammar: Grammar,
  username: string,
  rules: PolicyRules,
  { reading = readLine(line), note = silent }: { readonly reading?: LineReading; readonly note?: Note } = {},
): Decision {
  const finding = findingFor(line, reading, grammar, username, note);
  const denying = rules.deny.length > 0 && reading.ok ? denyingRule(rules.deny, tokensOf(reading.line)) : undefined;
  if (denying !== undefined) {
    const { pattern, reason } = denying;
    const said = reason ?? `the policy denies ${pattern.text}`;
    return refused({ ...finding, reason: said, rule: `policy: deny ${pattern.text}`, instead: null });
  }
  const { verdict } = finding;
  if (rules.verdicts.some((runs) => runs === verdict)) return { ...passed, finding };
  const allowing = rules.allow.find(({ pattern }) => lifts(pattern, line, reading, finding, grammar, username));
  if (allowing !== undefined) {
    const { pattern, reason } = allowing;
    const said = reason ?? `the policy allows ${pattern.text}`;
    return {
      ...passed,
      finding: { ...finding, reason: said, rule: `policy: allow ${pattern.text}` },
    };
  }
  if (verdict === 'read' || verdict === 'sensitive') {
    const reason = `the policy lets no ${verdict} command run: ${finding.reason}`;
    return refused({ ...finding, reason, rule: 'policy: verdicts' });
  }
  // What no device could take as one known line is not put before a person either.
  const plain = reading.ok && !isShell(grammar, username) && !hidesInQuotes(line, finding, grammar);
  const approvable = plain && rules.changes.some((may) => may === verdict);
  return { finding, allowed: false, approvable, byPolicy: plain && mayChange(verdict) && !approvable };
}

const denyingRule = (deny: PolicyRules['deny'], tokens: LineTokens): CompiledRule | undefined =>
  deny.find(({ pattern }) => couldBe(pattern, tokens));

const passed = { allowed: true, approvable: false, byPolicy: false };

const refused = (finding: Finding): Decision => ({ finding, allowed: false, approvable: false, byPolicy: true });

/**
 * Whether an allow pattern carries a line past its verdict. Never past bytes and quotes, an endless answer, or a pipe that
 * does more than filter, nor past what the grammar knows to change something: that takes a person. In a Unix shell it must
 * be the line to the byte. Wildcards are for first words that the grammar does not know.
 */
function lifts(
  pattern: Parameters<typeof matchesExactly>[0],
  line: string,
  reading: LineReading,
  { verdict, rule, unlisted }: Finding,
  grammar: Grammar,
  username: string,
): boolean {
  if (isShell(grammar, username)) return pattern.spelledOut && pattern.text === line;
  if (!reading.ok || verdict === 'infinite' || !matchesExactly(pattern, reading.line)) return false;
  if (!pipesOnlyRead(line, reading.line, grammar)) return false;
  return !mayChange(verdict) || (unlisted === true && (pattern.spelledOut || rule === unknownFirstWord));
}
