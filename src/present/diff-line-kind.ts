export type DiffLineKind = 'added' | 'removed' | 'hunk' | 'same';

/** What a line of a unified diff without file names is. */
export function diffLineKind(line: string): DiffLineKind {
  if (line.startsWith('+')) return 'added';
  if (line.startsWith('-')) return 'removed';
  return line.startsWith('@@') ? 'hunk' : 'same';
}
