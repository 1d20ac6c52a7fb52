import type { CommandInput } from '../model/command.ts';
import type { RefusedRow } from '../model/plan-event.ts';
import type { PlanRow } from '../model/plan-row.ts';
import type { PlanStep } from '../model/plan-step.ts';
import { overStep } from './check-plan.ts';
import { fillSlots, type TemplateSlot, templateSlots, valueRefusal } from './template.ts';

/** One request to make: a selector list and a command, without templates. */
export interface Expansion {
  readonly devices: readonly string[];
  readonly command: CommandInput;
}

export interface ExpandedStep {
  readonly expansions: readonly Expansion[];
  readonly refused: readonly RefusedRow[];
}

/**
 * What a step comes to, once the rows of the steps before it are known. Without `for_each` it is one request, whose
 * devices may be those of many rows. With it each row gives devices and a command; rows with the same command are one
 * request, so that the same command goes to a device once. Rows with a value that is not one token are left out.
 */
export function expandStep(
  step: PlanStep,
  rowsOf: (step: string) => readonly PlanRow[],
  where: (row: PlanRow) => boolean = () => true,
): ExpandedStep {
  const { command, devices } = step;
  if (command === undefined || devices === undefined) return { expansions: [], refused: [] };
  const refused: RefusedRow[] = [];
  const over = overStep(step);
  if (over === null) {
    const selectors = [devices].flat().flatMap((text) => filledWithAll(text, rowsOf, refused));
    return { expansions: selectors.length === 0 ? [] : [{ devices: selectors, command }], refused };
  }
  const byCommand = new Map<string, { readonly devices: Set<string>; readonly command: CommandInput }>();
  for (const row of rowsOf(over).filter(where)) {
    const texts = [...[devices].flat(), ...commandTexts(command)];
    const wrong = refusalOf(texts, row);
    if (wrong !== null) {
      refused.push(wrong);
      continue;
    }
    const filled = mapTexts(command, (text) => fillSlots(text, ({ column }) => String(row[column])));
    const key = JSON.stringify(filled);
    const known = byCommand.get(key) ?? { devices: new Set<string>(), command: filled };
    byCommand.set(key, known);
    for (const text of [devices].flat()) known.devices.add(fillSlots(text, ({ column }) => literal(row[column])));
  }
  return { expansions: [...byCommand.values()].map((each) => ({ ...each, devices: [...each.devices] })), refused };
}

/** A device's name and nothing else, whatever a device calls it: not `all`, not a group. */
const literal = (value: unknown): string => JSON.stringify(String(value));

function refusalOf(texts: readonly string[], row: PlanRow): RefusedRow | null {
  for (const { column } of slotsOf(texts)) {
    const why = valueRefusal(row[column]);
    if (why !== null) return { row, column, why };
  }
  return null;
}

/** Without `for_each`: the selector once for each value that is there. Its slots are of one step, or it is left as it is. */
function filledWithAll(
  text: string,
  rowsOf: (step: string) => readonly PlanRow[],
  refused: RefusedRow[],
): readonly string[] {
  const slots = slotsOf([text]);
  const [first] = slots;
  if (first === undefined) return [text];
  const filled = new Set<string>();
  for (const row of rowsOf(first.step)) {
    const wrong = refusalOf([text], row);
    if (wrong !== null) refused.push(wrong);
    else filled.add(fillSlots(text, ({ column }) => literal(row[column])));
  }
  return [...filled];
}

function slotsOf(texts: readonly string[]): readonly TemplateSlot[] {
  return texts.flatMap((text) => {
    const slots = templateSlots(text);
    return 'wrong' in slots ? [] : slots;
  });
}

function commandTexts(command: CommandInput): readonly string[] {
  return [command].flat().map((item) => (typeof item === 'string' ? item : item.command));
}

function mapTexts(command: CommandInput, map: (text: string) => string): CommandInput {
  if (typeof command === 'string') return map(command);
  return command.map((item) => (typeof item === 'string' ? map(item) : { ...item, command: map(item.command) }));
}
