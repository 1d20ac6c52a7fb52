import type { FailureGroup, Group, Result } from '../model/run-document.ts';
import type { FinishedRow } from '../result/finished-row.ts';
import { outputLines } from '../result/output-lines.ts';
import { charactersWithin, jsonChars } from './share-room.ts';

/** A part with a long text, or a value in its place. */
interface WithOutput {
  output?: string | undefined;
  output_json?: unknown;
}

/** A part of an answer whose long text may still be cut. */
export interface Draft<Part> {
  readonly rows: readonly FinishedRow[];
  /** Null where it has none. */
  readonly text: string | null;
  /** Set where the text is a diff, so that its lines are not those of the output. */
  readonly isDiff?: boolean;
  /** Set where the whole text stands for a value, and a part of it for none. */
  readonly isValue?: boolean;
  /** Set where its text is filled in before that of others. */
  readonly isOutlier?: boolean;
  /** The part with this much of its text. `omitted`: characters left out. */
  place(text: string, omitted: number): Part;
}

/** In JSON. stderr is a line or two; more of it is left to the whole document. */
const maxStderrChars = 500;

export function groupDraft(group: Group, rows: readonly FinishedRow[]): Draft<Group> {
  const { output, output_json, diff, ...rest } = group;
  const { part, cut } = shortStderr(rest);
  const isDiff = diff !== undefined;
  const answer = answerOf(group, rows[0]) ?? '';
  return {
    rows,
    isDiff,
    text: group.distinct === undefined ? (diff ?? answer) : null,
    place: (text, omitted) => ({
      ...part,
      ...(isDiff ? { diff: text } : placed(text, answer, output_json)),
      ...omission(omitted + cut),
    }),
  };
}

export function resultDraft(result: Result, row: FinishedRow): Draft<Result> {
  const { output, output_json, ...rest } = result;
  const { part, cut } = shortStderr(rest);
  const text = answerOf(result, row);
  return {
    rows: [row],
    text,
    isValue: output_json !== undefined,
    place: (shown, omitted) => ({
      ...part,
      ...(text !== null && placed(shown, text, output_json)),
      ...omission(omitted + cut),
    }),
  };
}

/** The text that is cut where there is no room: of a value that which it was read from, so that lines count as everywhere. */
function answerOf({ output, output_json }: WithOutput, from: FinishedRow | undefined): string | null {
  return output_json === undefined ? (output ?? null) : (from?.row.stdout ?? null);
}

/** A value is there as a whole or not at all. */
function placed(text: string, whole: string, value: unknown): WithOutput {
  return value !== undefined && text === whole ? { output_json: value } : { output: text };
}

/** The same without the first `offset` lines (as get_output counts them) of its output. */
export function continued(draft: Draft<Result>, offset: number): Draft<Result> {
  if (draft.text === null || offset === 0) return draft;
  const shown = outputLines(draft.text).slice(0, offset);
  const start = shown.reduce((sum, { text }) => sum + text.length, 0);
  return {
    ...draft,
    text: draft.text.slice(start),
    place: (text, omitted) => ({ ...draft.place(text, omitted), output_from_line: offset + 1 }),
  };
}

export function failureDraft(failure: FailureGroup, rows: readonly FinishedRow[]): Draft<FailureGroup> {
  const { partial_output, ...part } = failure;
  return {
    rows,
    text: partial_output ?? null,
    place: (text, omitted) => ({ ...part, ...(text !== '' && { partial_output: text }), ...omission(omitted) }),
  };
}

/** What a part takes without its text. */
function bareSize<Part>(draft: Draft<Part>): number {
  return JSON.stringify(draft.place('', 0)).length + 1;
}

/** What it takes at least to be worth showing: as `bareSize`, and the beginning of its text. */
export function usefulSize<Part>(draft: Draft<Part>, textChars: number): number {
  return bareSize(draft) + Math.min(textChars, draft.text === null ? 0 : jsonChars(draft.text, textChars));
}

export function sizeOf<Part>(drafts: readonly Draft<Part>[]): number {
  return drafts.reduce((sum, draft) => sum + bareSize(draft), 0);
}

function shortStderr<Part extends { stderr?: string | undefined }>(part: Part): { part: Part; cut: number } {
  const { stderr } = part;
  const end = stderr === undefined ? 0 : charactersWithin(stderr, maxStderrChars);
  if (stderr === undefined || end === stderr.length) return { part, cut: 0 };
  return { part: { ...part, stderr: stderr.slice(0, end) }, cut: stderr.length - end };
}

function omission(omitted: number): { omitted_chars?: number } {
  return omitted > 0 ? { omitted_chars: omitted } : {};
}
