/**
 * `JSON.stringify(value, null, 2)` with a line end, in pieces: a member that is a list comes item by item. The answers of
 * a large fleet in one string could be more than a JavaScript string holds.
 */
export function* jsonPieces(value: object): Generator<string> {
  let before = '{\n';
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    yield `${before}  ${JSON.stringify(key)}: `;
    if (Array.isArray(member) && member.length > 0) yield* listPieces(member);
    else yield indented(member, '  ');
    before = ',\n';
  }
  yield before === '{\n' ? '{}\n' : '\n}\n';
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  let before = '[\n';
  for (const item of list) {
    yield `${before}    ${indented(item ?? null, '    ')}`;
    before = ',\n';
  }
  yield '\n  ]';
}

/** A line end inside a JSON string is escaped, so every real one separates members. */
function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}
