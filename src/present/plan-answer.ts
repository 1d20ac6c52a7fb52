import type { PlanDocument, StepAnswer, StepDocument } from '../model/plan-document.ts';
import { planText, rowsToldIn } from './plan-text.ts';

/** The same account twice; each says everything, because a host shows its model only one of the two. */
export interface PresentedPlan {
  readonly document: PlanDocument;
  readonly text: string;
}

/** How much of each step is shown, from most to least. */
interface Allowance {
  readonly rows: number;
  readonly outputChars: number;
  readonly answers: number;
  readonly runs: number;
  readonly causes: number;
  readonly refused: number;
}

const allowances: readonly Allowance[] = [
  { rows: 1_000, outputChars: 20_000, answers: 100, runs: 50, causes: 50, refused: 50 },
  { rows: 200, outputChars: 4_000, answers: 50, runs: 10, causes: 20, refused: 10 },
  { rows: 50, outputChars: 1_000, answers: 20, runs: 5, causes: 10, refused: 5 },
  { rows: 20, outputChars: 300, answers: 10, runs: 3, causes: 5, refused: 3 },
  { rows: 5, outputChars: 100, answers: 5, runs: 1, causes: 3, refused: 1 },
  { rows: 0, outputChars: 0, answers: 0, runs: 1, causes: 1, refused: 0 },
];

/** A plan cut to `maxChars`, and the call that returns more. Every step is there, whatever that takes. */
export function presentPlan(document: PlanDocument, maxChars: number): PresentedPlan {
  const told = rowsToldIn(document);
  const once = document.steps.map(({ rows, ...step }) => ({
    ...step,
    ...(rows !== undefined && !told.has(step.id) && { rows }),
  }));
  const whole = withText({ ...document, steps: once });
  if (sizeOf(whole) <= maxChars) return whole;
  let presented = whole;
  for (const allowance of allowances) {
    presented = withText(cut(whole.document, allowance));
    if (sizeOf(presented) <= maxChars) break;
  }
  return presented;
}

const sizeOf = ({ document, text }: PresentedPlan): number => Math.max(JSON.stringify(document).length, text.length);

function withText(document: PlanDocument): PresentedPlan {
  const said = planText(document, { fence: true });
  const { truncated, next } = document;
  const call = next === null ? '' : `; the next call is ${next.tool} ${JSON.stringify(next.arguments)}`;
  return { document, text: truncated === null ? said : `${said}\n${truncated}${call}` };
}

function cut(document: PlanDocument, allowance: Allowance): PlanDocument {
  const steps = document.steps.map((step) => cutStep(step, allowance));
  const at = steps.findIndex((step, index) => step !== document.steps[index]);
  const first = document.steps[at];
  const others = document.steps.length > 1;
  return {
    ...document,
    steps,
    truncated: 'rows, answers, runs and causes of some steps are left out',
    next:
      first === undefined
        ? null
        : {
            tool: 'get_run',
            arguments: others
              ? { run_id: document.run_id, step: first.id }
              : { run_id: first.runs[0] ?? document.run_id, ...(first.runs.length === 0 && { max_chars: 1_000_000 }) },
          },
  };
}

/** The same object where nothing is cut. */
function cutStep(step: StepDocument, allowance: Allowance): StepDocument {
  const { rows, aggregate, failures, left_out, refused, runs } = step;
  const short: StepDocument = {
    ...step,
    runs: runs.slice(0, allowance.runs),
    ...(rows !== undefined && { rows: rows.slice(0, allowance.rows) }),
    ...(failures !== undefined && { failures: failures.slice(0, allowance.causes) }),
    ...(left_out !== undefined && { left_out: left_out.slice(0, allowance.causes) }),
    ...(refused !== undefined && { refused: refused.slice(0, allowance.refused) }),
    ...(aggregate !== undefined && {
      aggregate: {
        ...aggregate,
        ...(aggregate.rows !== undefined && { rows: aggregate.rows.slice(0, allowance.rows) }),
        ...(aggregate.answers !== undefined && {
          answers: aggregate.answers
            .slice(0, allowance.answers)
            .map((answer) => cutAnswer(answer, allowance.outputChars)),
        }),
      },
    }),
  };
  return JSON.stringify(short) === JSON.stringify(step) ? step : short;
}

function cutAnswer(answer: StepAnswer, maxChars: number): StepAnswer {
  const key = answer.diff === undefined ? 'output' : 'diff';
  const text = answer[key];
  if (text === undefined || text.length <= maxChars) return answer;
  const end = text.lastIndexOf('\n', maxChars) + 1;
  return { ...answer, [key]: text.slice(0, end), omitted_chars: text.length - end };
}
