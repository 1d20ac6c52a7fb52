/** A hostile device shall not fill the answer with its fence. */
const maxTildes = 40;

/**
 * What a device said, between two lines of tildes: more of them than stand together anywhere in the text, so that no
 * output can end its own fence and go on as if it were ours (the rule of fenced code blocks in CommonMark, §4.5). Where
 * that would be more than 40, it is four and the first number that stands behind no four in the text.
 */
export function fenced(text: string): string {
  let longest = 3;
  for (const [run] of text.matchAll(/~{4,}/g)) longest = Math.max(longest, run.length);
  const fence = longest < maxTildes ? '~'.repeat(longest + 1) : `~~~~${freeNumber(text)}`;
  return `${fence}\n${text.endsWith('\n') ? text.slice(0, -1) : text}\n${fence}`;
}

function freeNumber(text: string): number {
  const taken = new Set<string>();
  for (const [, digits = ''] of text.matchAll(/~{4}(\d{1,9})/g)) {
    for (let end = 1; end <= digits.length; end += 1) taken.add(digits.slice(0, end));
  }
  let number = 1;
  while (taken.has(String(number))) number += 1;
  return number;
}
