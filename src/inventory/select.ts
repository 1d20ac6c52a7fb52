import { RollcallError } from '../base/rollcall-error.ts';
import type { Inventory, SelectedDevice, Selection } from '../model/inventory.ts';
import type { SelectorInput } from '../model/run-request.ts';
import { parseSelector } from '../model/selector/parse-selector.ts';
import { SelectorEvaluator } from './evaluate-selector.ts';
import { nearNames } from './near-names.ts';

/** Name comparisons spent on "did you mean" in one request: bounds its time, however many names are unknown. */
const maxComparisons = 1_000_000;

/** Warnings that the refusal of a selector without devices repeats. */
const maxShownWarnings = 3;

/**
 * The devices a selector stands for (contract §3): the first mention decides the order, no name twice. A list is
 * the union of its members. A name that is not in the inventory is an entry of its own with near names. Throws
 * `bad_selector`, and `nothing_selected` when nothing at all is left.
 */
export function select(inventory: Inventory, input: SelectorInput): Selection {
  const evaluator = new SelectorEvaluator(inventory);
  const names = new Set<string>();
  for (const text of typeof input === 'string' ? [input] : input) {
    for (const name of namesOf(text, inventory, evaluator)) names.add(name);
  }
  const warnings = [...evaluator.warnings];
  if (names.size === 0) {
    throw new RollcallError('nothing_selected', ['nothing is selected', ...someOf(warnings)].join(': '), {
      hint: 'list_devices (rollcall devices) shows the names, groups and tags there are',
      phase: 'request',
    });
  }
  let comparisons = maxComparisons;
  const devices = [...names].map((name): SelectedDevice => {
    const device = inventory.devices.get(name);
    if (device !== undefined) return { known: true, name, device };
    comparisons -= inventory.devices.size;
    return { known: false, name, didYouMean: comparisons < 0 ? [] : nearNames(name, inventory.devices.keys()) };
  });
  return { devices, warnings };
}

/** The first of them; a text of many globs has as many warnings. */
function someOf(warnings: readonly string[]): readonly string[] {
  const left = warnings.length - maxShownWarnings;
  return left <= 0 ? warnings : [...warnings.slice(0, maxShownWarnings), `${left} more like that`];
}

/** A device's name is that device where the text as a selector is an error or means no known device (`rack 7`, `a,b`). */
function namesOf(text: string, inventory: Inventory, evaluator: SelectorEvaluator): ReadonlySet<string> {
  const { devices } = inventory;
  try {
    const names = evaluator.evaluate(parseSelector(text));
    return devices.has(text) && ![...names].some((name) => devices.has(name)) ? new Set([text]) : names;
  } catch (thrown) {
    if (devices.has(text)) return new Set([text]);
    throw thrown;
  }
}
