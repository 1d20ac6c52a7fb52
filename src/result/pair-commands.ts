import type { Command } from '../model/command.ts';

/** A command of two runs. */
export interface CommandPair {
  /** Its place in the comparison, from 0. */
  readonly index: number;
  readonly text: string;
  readonly label: string | null;
  /** Its place in each run; null where that run has no such command. */
  readonly before: number | null;
  readonly after: number | null;
}

/**
 * The commands of two runs side by side: by label where both have it, else by text, the first with the first where a text
 * stands more than once. In the order of the later run, then what only the earlier one has. Each is in exactly one pair.
 */
export function pairCommands(before: readonly Command[], after: readonly Command[]): readonly CommandPair[] {
  const left = new Set(before);
  const partners = new Map<Command, Command>();
  const take = (wanted: Command, alike: (other: Command) => boolean): void => {
    const partner = [...left].find(alike);
    if (partner === undefined) return;
    left.delete(partner);
    partners.set(wanted, partner);
  };
  for (const each of after) {
    if (each.label !== null) take(each, ({ label }) => label === each.label);
  }
  for (const each of after) if (!partners.has(each)) take(each, ({ text }) => text === each.text);
  return [
    ...after.map((each) => ({ ...each, before: partners.get(each)?.index ?? null, after: each.index })),
    ...[...left].map((each) => ({ ...each, before: each.index, after: null })),
  ].map((pair, index) => ({ ...pair, index }));
}
