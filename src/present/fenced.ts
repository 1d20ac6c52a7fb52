/**
 * What a device said, between two lines of tildes: more of them than stand together anywhere in the text, so that no
 * output can end its own fence and go on as if it were ours (the rule of fenced code blocks in CommonMark, §4.5).
 */
export function fenced(text: string): string {
  let longest = 3;
  for (const [run] of text.matchAll(/~{4,}/g)) longest = Math.max(longest, run.length);
  const fence = '~'.repeat(longest + 1);
  return `${fence}\n${text.endsWith('\n') ? text.slice(0, -1) : text}\n${fence}`;
}
