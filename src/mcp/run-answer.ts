import type { Masker } from '../model/masker.ts';
import type { Outcome } from '../model/outcome.ts';
import type { RunDocument, View } from '../model/run-document.ts';
import type { OutputPlace } from '../present/left-out.ts';
import { presentRun } from '../present/mcp-answer.ts';
import type { InventoryGroups } from '../result/group-namer.ts';
import type { Reduction, RunView } from '../result/run-view.ts';
import { maxErrorChars } from './error-answer.ts';
import type { ToolAnswer } from './tool.ts';

export interface RunAnswerOptions {
  readonly view: View;
  readonly maxChars: number;
  readonly groups?: InventoryGroups | undefined;
  readonly masker: Masker;
  readonly reduction: Reduction | null;
  /** What `next` has to ask for. */
  readonly nextMask?: false | undefined;
  readonly nextMaxChars?: number | undefined;
  /** Where a per-device answer begins. */
  readonly from?: OutputPlace;
  /** Only these devices. */
  readonly devices?: ReadonlySet<string>;
  /** Only these outcomes. */
  readonly outcomes?: ReadonlySet<Outcome>;
}

/** A run as an answer. It has failed as a whole when it finished and no device succeeded; partial failure is data. */
export function runAnswer(view: RunView, options: RunAnswerOptions): ToolAnswer<RunDocument> {
  const failed = nothingSucceeded(view);
  if (!failed) return { ...presentRun(view, options), failed };
  const advice = `${failureAdvice(view)}\n\n`;
  const maxChars = Math.min(options.maxChars, maxErrorChars - advice.length);
  const { document, text } = presentRun(view, { ...options, maxChars });
  return { document, text: errorAccount(view, advice + text), failed };
}

/** Where the names alone are too long for an error's text, the document has them all, and get_run can show parts. */
function errorAccount(view: RunView, text: string): string {
  if (text.length <= maxErrorChars) return text;
  return `${text.slice(0, maxErrorChars)}…\n(cut; call get_run with run_id "${view.runId}" and a selector of devices to see parts)`;
}

function nothingSucceeded(view: RunView): boolean {
  return view.state === 'finished' && view.rows().every((row) => row.finished?.outcome !== 'ok');
}

const adviceByOutcome: Partial<Readonly<Record<Outcome, string>>> = {
  denied:
    'Denied: nothing was sent to any device. Choose a command that only reads (the reason below says which form passes) and call execute_command_batch again; what it takes to change something, the hint says.',
  unknown_device:
    'None of these names is in the inventory, so nothing was sent. Call list_devices to see the names, groups and tags, then call execute_command_batch again.',
  unknown:
    'The commands were sent and no device said how they ended: they may have changed something. Do not send them again; find out on the devices, with commands that read, what is so now, and tell the user.',
  rejected:
    'Every device refused the command as wrong. Correct it for the platform (see the message below) and call execute_command_batch again.',
  auth_failed:
    'No device let us log in. Repeating the call will not help: credentials have to be corrected in the inventory by the person who runs rollcall.',
  host_key:
    'The host key of no device could be trusted. Repeating the call will not help: the person who runs rollcall has to check the keys (`rollcall trust`).',
};

const generalAdvice =
  'No device succeeded. The causes and hints stand below; correct what they name, then call execute_command_batch again.';

function failureAdvice(view: RunView): string {
  const outcomes = new Set(view.rows().map((row) => row.finished?.outcome));
  const [only] = outcomes;
  return (outcomes.size === 1 && only !== undefined && adviceByOutcome[only]) || generalAdvice;
}
