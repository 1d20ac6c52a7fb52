import { RollcallError } from '../../base/rollcall-error.ts';

/** Characters of the text that an error shows around the place. */
const shownAround = 30;

/** `bad_selector` at `index` of `text`: names the column (from 1), what was expected and what stands there. */
export function selectorError(text: string, index: number, expected: string, hint?: string): RollcallError {
  const found = index < text.length ? JSON.stringify(String.fromCodePoint(text.codePointAt(index) ?? 0)) : 'the end';
  const from = Math.max(0, index - shownAround);
  const to = Math.min(text.length, index + shownAround);
  const shown = `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
  return new RollcallError(
    'bad_selector',
    `selector ${JSON.stringify(shown)}, column ${index + 1}: expected ${expected}, found ${found}`,
    { hint: hint ?? 'for example core-r[1-8], *.fra, @core, site:fra, all!@core', phase: 'request' },
  );
}
