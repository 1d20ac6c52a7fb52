/** `fpc0:`, `node1:`, `member2:` … over a line of dashes: one member of a chassis, cluster or stack answers. */
const header = /^([a-z][a-z-]*\d+(?:-[a-z]+\d+)?):$/;
const rule = /^-{10,}$/;

/** A note is one line of a report, and an answer has few. */
const maxChars = 300;
const maxNotes = 10;

/**
 * Errors of single members inside a multi-chassis answer, as `fpc1: error: …`. The answer as a whole stays `ok`.
 * An `error:` line elsewhere (in a log) is none of these.
 */
export function memberErrors(stdout: string): readonly string[] {
  if (!stdout.includes('error:')) return [];
  const found: string[] = [];
  let member: string | null = null;
  let above = '';
  for (const raw of stdout.split('\n')) {
    const line = raw.trimEnd();
    const name = rule.test(line) ? header.exec(above)?.[1] : undefined;
    if (name !== undefined) member = name;
    else if (member !== null && line.startsWith('error:')) found.push(noteOf(member, line));
    if (found.length === maxNotes) break;
    above = line;
  }
  return found;
}

function noteOf(member: string, line: string): string {
  const note = `${member}: ${line.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')}`;
  return note.length > maxChars ? `${note.slice(0, maxChars)}…` : note;
}
