import type { Outcome } from '../model/outcome.ts';
import type { RunDocument, View } from '../model/run-document.ts';
import { accountOf } from '../result/run-account.ts';
import { documentOf } from '../result/run-document.ts';
import type { RunView } from '../result/run-view.ts';
import { answerText } from './answer-text.ts';
import { deviceSketcher } from './device-answer.ts';
import { fillSketch } from './fill-sketch.ts';
import { foldedSketcher } from './folded-answer.ts';
import { type AnswerContext, leftOut, nextCall, truncation } from './left-out.ts';

export interface PresentOptions {
  readonly view: View;
  /** Size of the document as JSON, and of the text. */
  readonly maxChars: number;
  /** Only these devices and outcomes; the summary stays that of the whole run. */
  readonly devices?: Iterable<string> | undefined;
  readonly outcomes?: Iterable<Outcome> | undefined;
}

/** The same account twice; each says everything, because a host shows its model only one of the two. */
export interface PresentedRun {
  readonly document: RunDocument;
  readonly text: string;
}

/**
 * Each attempt aims lower by what the last was too long, and by a margin that doubles: cuts are at the ends of lines,
 * so a little less room may change nothing. The first margin is a 200th of the budget.
 */
const maxAttempts = 8;
const marginShare = 1 / 200;

/**
 * A run cut to `maxChars` (contract §5, "Folded MCP answers"). Outputs are cut before results are left out, and those
 * before answers are merged; no device is ever left out: where the names alone are too long, the budget yields.
 */
export function presentRun(view: RunView, options: PresentOptions): PresentedRun {
  const { maxChars } = options;
  const filter = { devices: asSet(options.devices), outcomes: asSet(options.outcomes) };
  const account = accountOf(view, filter);
  const whole = documentOf(account, options.view);
  const context: AnswerContext = { account, view: options.view, filter, maxChars };
  const sketcher = options.view === 'folded' ? foldedSketcher : deviceSketcher;
  const sketch = sketcher(account, whole, maxChars);
  const attempt = (target: number): PresentedRun => {
    const sketched = sketch(target);
    const { document, cuts } = fillSketch(sketched, target);
    const left = leftOut(context, sketched, cuts);
    return withText({ ...document, truncated: truncation(context, left), next: nextCall(context, left) });
  };

  let target = maxChars;
  for (let attempts = 0; attempts < maxAttempts && target > 0; attempts += 1) {
    const presented = attempt(target);
    const excess = sizeOf(presented) - maxChars;
    if (excess <= 0) return presented;
    target -= excess + maxChars * marginShare * 2 ** attempts;
  }
  const shortest = attempt(0);
  return sizeOf(shortest) <= maxChars ? shortest : overBudget(shortest, maxChars);
}

function asSet<Item>(items: Iterable<Item> | undefined): ReadonlySet<Item> | undefined {
  return items === undefined ? undefined : new Set(items);
}

function withText(document: RunDocument): PresentedRun {
  return { document, text: answerText(document) };
}

function sizeOf({ document, text }: PresentedRun): number {
  return Math.max(JSON.stringify(document).length, text.length);
}

function overBudget({ document }: PresentedRun, maxChars: number): PresentedRun {
  const note = `the names alone take more than the ${maxChars} characters asked for`;
  return withText({ ...document, truncated: document.truncated === null ? note : `${note}; ${document.truncated}` });
}
