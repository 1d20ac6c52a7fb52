import type { RunDocument } from '../model/run-document.ts';
import { buildDocument, type DocumentOptions } from '../result/run-document.ts';
import type { RunView } from '../result/run-view.ts';

/** The whole document of a run, for the surfaces: nothing cut, every result there (`rollcall run --json`). */
export function wholeDocument(view: RunView, options: DocumentOptions): RunDocument {
  return buildDocument(view, options);
}
