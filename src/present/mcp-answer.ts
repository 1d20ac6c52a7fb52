import type { Outcome } from '../model/outcome.ts';
import type { RunDocument, View } from '../model/run-document.ts';
import type { InventoryGroups } from '../result/group-namer.ts';
import { reducedView } from '../result/reduced-view.ts';
import { accountOf, type Comparison, type RowFilter, type RunAccount } from '../result/run-account.ts';
import { documentOf } from '../result/run-document.ts';
import type { Reduction, RunView } from '../result/run-view.ts';
import { answerText } from './answer-text.ts';
import { deviceSketcher } from './device-answer.ts';
import { fillSketch } from './fill-sketch.ts';
import { foldedSketcher } from './folded-answer.ts';
import { type AnswerContext, leftOut, type OutputPlace, truncation } from './left-out.ts';
import { nextCall } from './next-call.ts';

export interface PresentOptions extends Comparison {
  readonly view: View;
  /** To tell where the devices of an answer are a group. */
  readonly groups?: InventoryGroups | undefined;
  /** Size of the document as JSON, and of the text. */
  readonly maxChars: number;
  /** Only this of the answers. Default: all. Throws `bad_request` where the run has nothing to select from. */
  readonly reduction?: Reduction | null | undefined;
  /** Only these devices and outcomes; the summary stays that of the whole run. */
  readonly devices?: Iterable<string> | undefined;
  readonly outcomes?: Iterable<Outcome> | undefined;
  /** In the per-device view: begins here. */
  readonly from?: OutputPlace | undefined;
  /** Put into `next` as `max_chars`: what the caller asked for, where that is not what he gets anyway. */
  readonly nextMaxChars?: number | undefined;
  /** False: the folded form of a follow-up is to compare bytes too. */
  readonly nextMask?: false | undefined;
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

/** The usual rule of thumb for English and code. */
const charsPerToken = 4;

/**
 * A run cut to `maxChars` (contract §5, "Folded MCP answers"). Outputs are cut before results are left out, and those
 * before answers are merged; no device is ever left out: where the names alone are too long, the budget yields. In the
 * per-device view a line of output is shown even then.
 */
export function presentRun(run: RunView, options: PresentOptions): PresentedRun {
  const view = reducedView(run, options.reduction ?? null);
  const { maxChars, nextMaxChars, nextMask, masker } = options;
  const filter = { devices: asSet(options.devices), outcomes: asSet(options.outcomes) };
  const from = options.view === 'per_device' ? options.from : undefined;
  const account = from === undefined ? accountOf(view, { ...filter, masker }) : accountFrom(view, filter, from);
  const whole = documentOf(account, options.view, options.groups);
  const context: AnswerContext = { account, view: options.view, filter, from, maxChars, nextMaxChars, nextMask };
  const sketch =
    options.view === 'folded'
      ? foldedSketcher(account, whole, maxChars)
      : deviceSketcher(account, whole, maxChars, linesBefore(account, from));
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
  if (sizeOf(shortest) <= maxChars) return shortest;
  // As it is over the budget anyway, it may as well say something.
  const roomy = options.view === 'folded' ? shortest : attempt(sizeOf(shortest) + maxChars / 4);
  return overBudget(roomy, maxChars);
}

/** Without the devices before `from`, and without that device's commands before. */
function accountFrom(view: RunView, filter: RowFilter, { device, command }: OutputPlace): RunAccount {
  const onwards = view.devices.slice(Math.max(0, view.devices.indexOf(device)));
  const devices = new Set(onwards.filter((name) => filter.devices?.has(name) ?? true));
  const account = accountOf(view, { ...filter, devices });
  return { ...account, rows: account.rows.filter(({ row }) => row.device !== device || row.command.index >= command) };
}

function linesBefore({ rows }: RunAccount, from: OutputPlace | undefined): number {
  const first = rows[0]?.row;
  return first?.device === from?.device && first?.command.index === from?.command ? (from?.offset ?? 0) : 0;
}

function asSet<Item>(items: Iterable<Item> | undefined): ReadonlySet<Item> | undefined {
  return items === undefined ? undefined : new Set(items);
}

function withText(document: RunDocument): PresentedRun {
  const said = answerText(document);
  const tokens = Math.ceil(Math.max(JSON.stringify(document).length, said.length) / charsPerToken);
  return { document: { ...document, approx_tokens: tokens }, text: `${said}\nsize: about ${tokens} tokens` };
}

function sizeOf({ document, text }: PresentedRun): number {
  return Math.max(JSON.stringify(document).length, text.length);
}

function overBudget({ document }: PresentedRun, maxChars: number): PresentedRun {
  const note = `the names alone, or with one line of output, take more than the ${maxChars} characters asked for`;
  return withText({ ...document, truncated: document.truncated === null ? note : `${note}; ${document.truncated}` });
}
