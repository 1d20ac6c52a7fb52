/**
 * The line as it is sent: a blank for each tab outside double quotes. To a command's parser both are the same, but where
 * a device reads a line as if it were typed, a tab completes the word before it. Within quotes a tab is text and stays.
 */
export function blanksForTabs(text: string): string {
  return text
    .split('"')
    .map((piece, index) => (index % 2 === 0 ? piece.replaceAll('\t', ' ') : piece))
    .join('"');
}
