import type { Finding, Grammar } from './grammar.ts';

type Rules = NonNullable<Grammar['show']>;

/** A path, a brace, an option. */
const leavesByPath = /^(?:[-/\\~]|\.{1,2}\/)|[{}]/;

/** What speaks against a `show` with these words after it, in small letters, where some words act. */
export function judgeShow(words: readonly string[], rules: Rules): readonly Finding[] {
  const findings: Finding[] = [];
  for (const harm of rules.harmful) {
    if (!namesInOrder(words, harm.words)) continue;
    const name = `show ${harm.words.join(' ')}`;
    findings.push({ verdict: harm.verdict, reason: `${name} ${harm.reason}`, rule: name, instead: null });
  }
  if (rules.leaves_by_path) {
    const leaving = words.find((word) => leavesByPath.test(word));
    if (leaving !== undefined) {
      const reason = `"${leaving}" may begin another branch of the command line, or name a program: leave it out`;
      findings.push({ verdict: 'dangerous', reason, rule: 'show … another branch', instead: null });
    }
  }
  for (const word of words.slice(1)) {
    const acting = rules.acting.filter(
      ({ word: keyword }) => keyword.startsWith(word) || (keyword === 'clear' && /(?:^|[-_])clear/.test(word)),
    );
    for (const { word: keyword, verdict, reason } of acting) {
      const spelled = word === keyword ? `"${word}"` : `"${word}" can mean "${keyword}", which`;
      findings.push({
        verdict,
        reason: `${spelled} ${reason} on this platform: leave it out, or write another word in full`,
        rule: `show … ${keyword}`,
        instead: null,
      });
    }
    if (acting.length === 0 && rules.writes_to_places && namesPlace(word, rules.harmlessPlace)) {
      findings.push({
        verdict: 'write',
        reason: `"${word}" looks like a file or an address to write to: leave it out`,
        rule: 'show … a place',
        instead: null,
      });
    }
  }
  return findings;
}

/** Whether the words, shortened or in full, come in this order, whatever stands between them. */
function namesInOrder(words: readonly string[], subject: readonly string[]): boolean {
  let matched = 0;
  for (const word of words) if (subject[matched]?.startsWith(word)) matched += 1;
  return matched === subject.length;
}

/** `flash:x`, `cf3:\x`, `tftp://host/x`, but not what else has a colon in it. */
function namesPlace(word: string, harmless: RegExp | null): boolean {
  if (!/^[a-z0-9-]+:/.test(word)) return false;
  // Communities, route distinguishers, times.
  if (/^\d+(?::\d+)+$/.test(word) || harmless?.test(word)) return false;
  const hexadecimal = /^[0-9a-f:.]+(?:%[\w./-]+)?(?:\/\d{1,3})?$/.test(word);
  return !hexadecimal || !(word.includes('::') || word.split(':').length >= 3);
}
