import { memberErrors } from './member-errors.ts';
import type { AnswerFacts, AnswerVerdict, PlatformRules } from './platform.ts';

/** A failure message is one line of a report, not an output. */
const maxMessage = 300;

/** A line that points with `^` at the word in the line before it. */
const caret = /^\^+$/;

/** The rules that follow from a family's facts. */
export function rulesFrom(facts: AnswerFacts): PlatformRules {
  const isRefusal = (line: string): boolean => facts.refusals.some((pattern) => pattern.test(line));

  /** The refusing line when the text begins with one, with or without the echo and the `^` line of a shell before it. */
  function refusalIn(text: string): string | null {
    const [first, second, third] = firstLines(text, 3, facts.preamble);
    if (first === undefined) return null;
    if (caret.test(first)) return second ?? 'syntax error';
    if (isRefusal(first)) return first;
    return second !== undefined && third !== undefined && caret.test(second) && isRefusal(third) ? third : null;
  }

  function judgeAnswer(stdout: string, stderr: string, exitStatus: number | null): AnswerVerdict {
    const [answer] = firstLines(stdout, 1, facts.preamble);
    const refusal = refusalIn(stdout) ?? (answer === undefined ? refusalIn(stderr) : null);
    if (refusal !== null) return rejected(refusal.startsWith('<') ? (xmlMessage(stdout) ?? refusal) : refusal);
    if (exitStatus === null || exitStatus === 0 || facts.answerStatuses.includes(exitStatus)) return { outcome: 'ok' };
    const said = stdout.split('\n').map(clean).find(isRefusal);
    if (said !== undefined) return rejected(said);
    const line = firstLines(stderr, 1, [])[0] ?? answer;
    return rejected(line === undefined ? `exit status ${exitStatus}` : `exit status ${exitStatus}: ${line}`);
  }

  return { judgeAnswer, notesOn: memberErrors };
}

/** The first `count` lines with text in them, without the preamble. Reads no further than it must. */
function firstLines(text: string, count: number, preamble: readonly RegExp[]): readonly string[] {
  const lines: string[] = [];
  let at = 0;
  while (at < text.length && lines.length < count) {
    const end = text.indexOf('\n', at);
    const line = clean(text.slice(at, end === -1 ? text.length : end));
    if (line !== '' && !preamble.some((pattern) => pattern.test(line))) lines.push(line);
    if (end === -1) break;
    at = end + 1;
  }
  return lines;
}

const xmlMessage = (text: string): string | undefined => /<message>([^<]+)/.exec(text)?.[1]?.trim();

const clean = (line: string): string => line.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();

const rejected = (line: string): AnswerVerdict => ({
  outcome: 'rejected',
  message: line.length > maxMessage ? `${line.slice(0, maxMessage)}…` : line,
});
