import { finishedRows } from '../result/finished-row.ts';
import type { Comparison } from '../result/run-account.ts';
import { buildDocument } from '../result/run-document.ts';
import type { RunView } from '../result/run-view.ts';
import { FileNames, fileStem } from './file-name.ts';
import { jsonPieces } from './json-pieces.ts';

export interface OutputFile {
  /** A plain file name; no folder in it. */
  readonly path: string;
  /** Pieces, which can be gone through once, where one string could be too long. */
  readonly content: string | Iterable<string>;
}

/**
 * The files of `--output-dir`: `run.json` (the whole document) and each answer byte for byte in a file of its own,
 * `<device>.txt`, or with several commands `<device>.<n>.<command>.txt`. Output of a failed command ends in
 * `.partial.txt`, so that nobody takes it for whole; stderr, where there is some, in `.stderr.txt`.
 */
export function outputFiles(view: RunView, comparison: Comparison = {}): readonly OutputFile[] {
  const names = new FileNames();
  const document = buildDocument(view, { view: 'folded', ...comparison });
  const files: OutputFile[] = [{ path: names.take('run', '.json'), content: jsonPieces(document) }];
  const several = view.commands.length > 1;
  for (const { row, end } of finishedRows(view.rows())) {
    const { device, command, stdout, stderr } = row;
    const part = several ? `.${command.index + 1}.${fileStem(slug(command.label ?? command.text))}` : '';
    const stem = fileStem(device) + part;
    const ok = end.outcome === 'ok';
    if (ok || stdout !== '') files.push({ path: names.take(stem, ok ? '.txt' : '.partial.txt'), content: stdout });
    if (stderr !== '') files.push({ path: names.take(stem, '.stderr.txt'), content: stderr });
  }
  return files;
}

const maxSlugChars = 60;

/** `show bgp summary | match "x"` as `show-bgp-summary-match-x`. */
function slug(command: string): string {
  const words = command.toLowerCase().match(/[a-z0-9._]+/g) ?? ['command'];
  return words.join('-').slice(0, maxSlugChars);
}
