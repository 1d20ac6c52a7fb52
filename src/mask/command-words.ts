/** A command as the words before its first pipe, in lower case. */
export function commandWords(command: string): readonly string[] {
  return (command.split('|', 1)[0] ?? '').toLowerCase().split(/\s+/).filter(Boolean);
}

/**
 * Whether a command is one of those that a pattern means: its words, each perhaps shortened, and perhaps more. `*` stands
 * for any word, `...` for any number of words.
 */
export function isCommand(words: readonly string[], pattern: readonly string[]): boolean {
  const [head, ...rest] = pattern;
  if (head === undefined) return true;
  if (head === '...') return words.some((_, at) => isCommand(words.slice(at), rest));
  const [word, ...others] = words;
  return (
    word !== undefined && (head === '*' || head.startsWith(word) || isPlural(word, head)) && isCommand(others, rest)
  );
}

/** Devices take `interface` for `interfaces`, and so do we the other way. */
const isPlural = (word: string, head: string): boolean => word === `${head}s`;
