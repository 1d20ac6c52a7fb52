import { RollcallError } from '../base/rollcall-error.ts';
import type { Command } from './command.ts';

/** A hint with more would not be read. */
const maxKnownChars = 1_000;

/**
 * The command of a run that is meant: by index, label or text; without `wanted` the only one there is. A label goes
 * before an equal text. Throws `bad_request` with what there is, also for a text that stands twice: that needs the index.
 */
export function findCommand(commands: readonly Command[], wanted: string | number | undefined): Command {
  const found = commands.filter(
    ({ index, label, text }) => wanted === undefined || wanted === index || wanted === label || wanted === text,
  );
  const only =
    found.find(({ label }) => label !== null && label === wanted) ?? (found.length === 1 ? found[0] : undefined);
  if (only !== undefined) return only;
  const what = found.length > 1 ? 'the run has several such commands' : 'the run has no such command';
  const known = commands.map(({ index, label, text }) => `${index} = ${JSON.stringify(clip(label ?? text))}`);
  throw new RollcallError('bad_request', what, { hint: `give "command" as one of: ${clip(known.join(', '))}` });
}

function clip(text: string): string {
  return text.length <= maxKnownChars ? text : `${text.slice(0, maxKnownChars - 1)}…`;
}
