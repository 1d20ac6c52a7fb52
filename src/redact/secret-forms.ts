/**
 * What may stand for a secret in a pattern. Alternatives in order: quoted inside a quoted text (`\"…\"`, configuration
 * text in JSON), quoted, an open quote that the end of the line cut, unquoted. Every group named `secret…` is replaced.
 */
const quoted = [
  String.raw`\\"(?P<secret_N_inner>(?:[^"\\]|\\[^"])+)(?:\\"|$)`,
  String.raw`"(?P<secret_N_quoted>(?:[^"\\]|\\.)+)(?:"|$)`,
];

/** Junos and its like: quoted, or up to a blank or punctuation. Not a comment such as SECRET-DATA in the secret's place. */
const bareValue = String.raw`(?P<secret_N_bare>(?:[^\s"\\;,<>{}\[\]/*]|\\[^"\s])(?:[^\s"\\;,<>{}\[\]]|\\[^"\s])*)`;

/** The line-oriented CLIs: up to a blank; a quote or tag that closes the text around it is not part of it. */
const bareWord = String.raw`(?P<secret_N_word>(?:[^\s"\\<]|\\[^"\s]|<[^/\s]|"[^\s",:}\])<])+)`;

const forms: Readonly<Record<string, string>> = {
  '{quoted}': `(?:${quoted.join('|')})`,
  '{value}': `(?:${[...quoted, bareValue].join('|')})`,
  '{word}': `(?:${[...quoted, bareWord].join('|')})`,
  '{type}': '(?:(?:[0-9]|10|8a|sha512|encrypted|clear|hidden|unencrypted|password6?) )?',
};

/** Writes out `{value}`, `{word}`, `{quoted}` and `{type}`; several in one pattern get groups of their own. */
export function withSecretForms(pattern: string): string {
  let count = 0;
  return pattern.replaceAll(/\{(?:quoted|value|word|type)\}/g, (form) => {
    count += 1;
    return (forms[form] ?? form).replaceAll('_N_', `_${count}_`);
  });
}

const escaped = (word: string): string => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

interface WordPattern {
  readonly text: string;
  /** A sign without which it cannot fit. */
  readonly sign: string;
}

/** The patterns of words with a secret behind them: in text, JSON and XML. */
export function wordPatterns(words: readonly string[], prose: boolean): readonly WordPattern[] {
  const any = `(?:${words.map(escaped).join('|')})`;
  const type = String.raw`(?:ascii-text\s+|hexadecimal\s+)?`;
  const before = String.raw`(?:^|[\s"{;>])`;
  return [
    { sign: '"', text: withSecretForms(String.raw`${before}${any}\s+${type}{quoted}`) },
    {
      sign: '',
      text: withSecretForms(String.raw`${before}${any}\s+${type}{value}\s*(?:;|\\n${prose ? '' : '|##|$'})`),
    },
    {
      sign: ':',
      text: String.raw`"(?:[\w-]+:)?${any}"\s*:\s*(?:\[\s*\{\s*"data"\s*:\s*)?(?:"(?P<secret>(?:[^"\\]|\\.)+)(?:"|$)|(?P<secret_number>\d+))`,
    },
    { sign: '<', text: String.raw`<(?:[\w-]+:)?${any}(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[)?(?P<secret>[^<\s][^<]*)` },
  ];
}

interface WrappedPattern {
  readonly open: string;
  readonly close: string;
  readonly text: string;
  readonly sign: string;
}

/** Where a value stands on a line behind its word. */
export function wrappedPatterns(words: readonly string[]): readonly WrappedPattern[] {
  const any = `(?:${words.map(escaped).join('|')})`;
  const alone = String.raw`^\s*"(?:[^"\\]|\\.)*"\s*[,\]}]*\s*$`;
  return [
    {
      // `"word" :`, `"secret"`; Junos before 16: `"word" : [`, `{`, `"data" : "secret"`.
      open: String.raw`"(?:[\w-]+:)?${any}"\s*:\s*(?:\[\s*(?:\{\s*)?)?$`,
      close: String.raw`"data"|^\s*[\]}]|${alone}`,
      text: String.raw`(?:"data"\s*:\s*|^\s*)"(?P<secret>(?:[^"\\]|\\.)+)(?:"(?:\s*$|\s*[,\]}])|$)`,
      sign: '"',
    },
    {
      // `<word>`, `secret`, `</word>`.
      open: String.raw`^\s*<(?:[\w-]+:)?${any}(?:\s[^<>]*)?>\s*$`,
      close: '<',
      text: String.raw`^\s*(?P<secret>[^<\s][^<]*)`,
      sign: '',
    },
  ];
}
