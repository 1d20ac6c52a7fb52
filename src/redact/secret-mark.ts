/** A keyed hash of a secret, as short hexadecimal text. The same secret has the same. */
export type SecretHash = (secret: string) => string;

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

export type Surroundings = 'text' | 'xml' | 'number';

/** What stands for a secret. In XML it is escaped, so that the document still parses; for a JSON number it is a string. */
export function secretMark(secret: string, around: Surroundings, hash: SecretHash): string {
  // A backslash escapes in JSON and in quoted text; without it the same secret is equal in every form of an answer.
  const plain = (around === 'xml' ? secret.replaceAll(/&[a-z]+;/g, (name) => entities[name] ?? name) : secret)
    .replaceAll(/\\(.)/g, '$1')
    .trim();
  const mark = `secret:${hash(plain)}`;
  if (around === 'xml') return `&lt;${mark}&gt;`;
  return around === 'number' ? `"<${mark}>"` : `<${mark}>`;
}

/** The hash of a key in a block: however its lines are broken, and whatever JSON writes for a line feed. */
export const keyText = (body: string): string => body.replaceAll(/\\[nr]|\s+/g, '');
