import { eastAsianWidth } from 'get-east-asian-width';

const segmenter = new Intl.Segmenter();
const asciiOnly = /^[\x20-\x7e]*$/;

/** Columns that a terminal takes for a text: two for East Asian wide characters and emoji (Unicode UAX #11). */
export function columnsOf(text: string): number {
  if (asciiOnly.test(text)) return text.length;
  return [...segmenter.segment(text)].reduce((sum, { segment }) => sum + widthOf(segment), 0);
}

/** A text cut to so many columns, with `…` for what was cut. */
export function cutToColumns(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let cut = '';
  let columns = 0;
  for (const { segment } of segmenter.segment(text)) {
    columns += widthOf(segment);
    if (columns > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** What joins the first character of a segment takes no room of its own. */
function widthOf(segment: string): number {
  const code = segment.codePointAt(0) ?? 0;
  // An emoji that is told to be one (U+FE0F) is shown wide, whatever it would be alone.
  return segment.includes('\ufe0f') ? 2 : eastAsianWidth(code);
}
