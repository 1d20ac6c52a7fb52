import { SelectorEvaluator } from '../../src/inventory/evaluate-selector.ts';
import type { Device } from '../../src/model/device.ts';
import type { RunDocument } from '../../src/model/run-document.ts';
import { parseSelector } from '../../src/model/selector/parse-selector.ts';
import type { RunView } from '../../src/result/run-view.ts';

/** The names a folded selector stands for, by the product's own selector language. */
export function expand(selector: string | null): readonly string[] {
  if (selector === null || selector === '') return [];
  const inventory = { source: '', devices: new Map<string, Device>(), groups: new Map(), warnings: [] };
  return [...new SelectorEvaluator(inventory).evaluate(parseSelector(selector))];
}

/** Every `command_index device` that groups and failures name, as often as they do, sorted. */
export function namedByParts(document: RunDocument): readonly string[] {
  const all = document.command.map((_, index) => index);
  const parts = [...(document.groups ?? []), ...document.failures];
  const names = parts.flatMap((part) => {
    const isGroup = 'output' in part;
    const indexes = part.command_index !== undefined ? [part.command_index] : isGroup ? [0] : all;
    return expand(part.devices).flatMap((device) => indexes.map((index) => `${index} ${device}`));
  });
  return names.sort();
}

export function finishedNames(view: RunView): readonly string[] {
  return view
    .rows()
    .filter((row) => row.finished !== null)
    .map((row) => `${row.command.index} ${row.device}`)
    .sort();
}
