import type { Result, RunDocument } from '../model/run-document.ts';
import type { FinishedRow } from '../result/finished-row.ts';
import { type AnswerSketch, reservedChars } from './answer-sketch.ts';
import { type Draft, sizeOf } from './draft.ts';
import { type CutText, cutText, fairSize, firstLine, jsonChars } from './share-room.ts';

/** A text of which the end is missing. */
export interface Cut {
  /** The first that sent it. */
  readonly row: FinishedRow;
  readonly omitted: number;
  /** Whole lines of the output that are shown. */
  readonly lines: number;
}

export interface FilledSketch {
  readonly document: RunDocument;
  readonly cuts: readonly Cut[];
}

/** Puts the texts in, each cut at a line's end so that the document takes about `target` characters. */
export function fillSketch(sketch: AnswerSketch, target: number): FilledSketch {
  const { frame, groups, failures, results, inOrder } = sketch;
  const drafts: readonly Draft<unknown>[] = [...(groups ?? []), ...failures, ...(results ?? [])];
  const room = target - JSON.stringify(frame).length - sizeOf(drafts);
  const sizesOf = (some: readonly Draft<unknown>[]): readonly number[] =>
    some.flatMap(({ text }) => (text === null ? [] : [jsonChars(text, target)]));
  const whole = fairSize(sizesOf(drafts), room) === Number.POSITIVE_INFINITY;
  const outlierSizes = sizesOf(drafts.filter(({ isOutlier }) => isOutlier));
  const otherSizes = sizesOf(drafts.filter(({ isOutlier }) => !isOutlier));
  const cutRoom = Math.max(0, room - reservedChars);
  // What is missing of outliers is missed most, but the others are to be seen as well.
  const mostOfOutlier = fairSize(outlierSizes, Math.max(cutRoom / 2, cutRoom - sum(otherSizes)));
  const ofOutliers = sum(outlierSizes.map((size) => Math.min(size, mostOfOutlier)));
  const mostOfOther = fairSize(otherSizes, cutRoom - ofOutliers);
  let left = whole ? Number.POSITIVE_INFINITY : cutRoom;
  const cuts: Cut[] = [];

  const placeCut = <Part>(draft: Draft<Part>, cut: CutText): Part => {
    const [row] = draft.rows;
    if (cut.omitted > 0 && row !== undefined) cuts.push({ row, ...cut, lines: draft.isDiff ? 0 : cut.lines });
    return draft.place(cut.text, cut.omitted);
  };
  const place = <Part>(draft: Draft<Part>): Part => {
    const most = draft.isOutlier ? mostOfOutlier : mostOfOther;
    return placeCut(draft, cutText(draft.text ?? '', whole ? Number.POSITIVE_INFINITY : most));
  };
  const placeNext = (draft: Draft<Result>, index: number): Result => {
    const text = draft.text ?? '';
    const fitting = cutText(text, left);
    // An answer that shows no line of its first output would be followed by itself.
    const stuck = index === 0 && fitting.omitted > 0 && fitting.lines === 0;
    const cut = stuck ? firstLine(text) : fitting;
    left = Math.max(0, left - jsonChars(cut.text, left));
    return placeCut(draft, cut);
  };
  const document: RunDocument = {
    ...frame,
    ...(groups !== null && { groups: groups.map(place) }),
    failures: failures.map(place),
    ...(results !== null && { results: results.map(inOrder ? placeNext : place) }),
  };
  return { document, cuts };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
