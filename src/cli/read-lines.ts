/**
 * The lines of a byte stream, decoded as UTF-8 across chunks, split at LF only: node:readline also splits at U+2028,
 * which may stand raw in a JSON string. A last line without LF counts; an empty rest does not.
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    const last = lines.pop() ?? '';
    const first = lines.shift();
    if (first === undefined) {
      rest += last;
      continue;
    }
    yield rest + first;
    yield* lines;
    rest = last;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
