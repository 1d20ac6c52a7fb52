import type { Finding } from './grammar.ts';

/** The rule against quotes that may hide what acts. */
export const insideQuotes = 'inside quotes';

/**
 * What speaks against the quoted text of a line that does not go to Junos, the only platform known to keep pipes and
 * redirections inside quotes asleep. A quoted `|` passes as plain alternation only: up to the end of the line no
 * blank follows it, so that there is no argument, and a pipe that acts needs one. Beyond ASCII nothing passes: a
 * device that drops the eighth bit (Cisco IOS does, `exec-character-bits 7`) reads U+028A as `J` and a line break.
 */
export function judgeQuoted(line: string): Finding | null {
  const text = line.trimEnd();
  const lastBlank = Math.max(text.lastIndexOf(' '), text.lastIndexOf('\t'));
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '"') quoted = !quoted;
    if (!quoted) continue;
    if (character === '\t') return dangerous('a tab inside quotes may complete a word', 'write a blank');
    if (character > '~')
      return dangerous('text beyond ASCII may be read as other characters', 'use "." in the pattern');
    if (character === '<' || character === '>')
      return dangerous('"<" or ">" may be live inside quotes', 'use "." in the pattern');
    if (character === '|' && (index < lastBlank || '/|'.includes(text.charAt(index + 1)))) {
      return dangerous(
        'a "|" inside quotes with a blank or a path after it may be a live pipe',
        'use "." in the pattern, or one line for each alternative',
      );
    }
  }
  return null;
}

const dangerous = (what: string, instead: string): Finding => ({
  verdict: 'dangerous',
  reason: `${what} on this platform: ${instead}`,
  rule: insideQuotes,
  instead: null,
});
