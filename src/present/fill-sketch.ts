import type { RunDocument } from '../model/run-document.ts';
import type { FinishedRow } from '../result/finished-row.ts';
import { type AnswerSketch, reservedChars } from './answer-sketch.ts';
import { type Draft, sizeOf } from './draft.ts';
import { cutText, fairSize, jsonChars } from './share-room.ts';

/** A text of which the end is missing. */
export interface Cut {
  /** The first that sent it. */
  readonly row: FinishedRow;
  readonly omitted: number;
  /** Whole lines that are shown. */
  readonly lines: number;
}

export interface FilledSketch {
  readonly document: RunDocument;
  readonly cuts: readonly Cut[];
}

/** Puts the texts in, each cut at a line's end so that the document takes about `target` characters. */
export function fillSketch({ frame, groups, failures, results }: AnswerSketch, target: number): FilledSketch {
  const drafts: readonly Draft<unknown>[] = [...(groups ?? []), ...failures, ...(results ?? [])];
  const room = target - JSON.stringify(frame).length - sizeOf(drafts);
  const sizes = drafts.flatMap(({ text }) => (text === null ? [] : [jsonChars(text, target)]));
  const whole = fairSize(sizes, room) === Number.POSITIVE_INFINITY;
  const most = whole ? Number.POSITIVE_INFINITY : fairSize(sizes, room - reservedChars);
  const cuts: Cut[] = [];
  const place = <Part>(draft: Draft<Part>): Part => {
    const cut = cutText(draft.text ?? '', most);
    const [row] = draft.rows;
    if (cut.omitted > 0 && row !== undefined) cuts.push({ row, ...cut });
    return draft.place(cut.text, cut.omitted);
  };
  const document: RunDocument = {
    ...frame,
    ...(groups !== null && { groups: groups.map(place) }),
    failures: failures.map(place),
    ...(results !== null && { results: results.map(place) }),
  };
  return { document, cuts };
}
