import type { Group } from '../model/run-document.ts';
import { isCommon } from '../result/compare-groups.ts';
import type { Draft } from './draft.ts';

/** The groups of an answer in the order in which they are shown. */
export interface AnswerOrder {
  /** What differs from most: the rarest first, then those furthest from the common answer. */
  readonly outliers: readonly Draft<Group>[];
  /** By command, the largest first. */
  readonly others: readonly Draft<Group>[];
}

/**
 * Where more than half of a command's devices gave the same answer, all others are outliers; else those that are not common.
 * Where no two answers are the same there is nothing to differ from.
 */
export function outliersFirst(drafts: readonly Draft<Group>[]): AnswerOrder {
  const ranked: { readonly draft: Draft<Group>; readonly rare: boolean; readonly distance: number }[] = [];
  const others: Draft<Group>[] = [];
  for (const ofCommand of byCommand(drafts)) {
    const total = ofCommand.reduce((sum, { rows }) => sum + rows.length, 0);
    const most = ofCommand[0]?.rows.length ?? 0;
    ofCommand.forEach((draft, index) => {
      const rare = !isCommon(draft.rows.length, total);
      if (index === 0 || most === 1 || (!rare && most <= total / 2)) others.push(draft);
      else ranked.push({ draft, rare, distance: draft.place('', 0).distance ?? 0 });
    });
  }
  ranked.sort((a, b) => Number(b.rare) - Number(a.rare) || b.distance - a.distance);
  return { outliers: ranked.map(({ draft }) => draft), others };
}

function byCommand(drafts: readonly Draft<Group>[]): Iterable<readonly Draft<Group>[]> {
  const commands = new Map<number, Draft<Group>[]>();
  for (const draft of drafts) {
    const index = draft.rows[0]?.row.command.index ?? 0;
    const list = commands.get(index);
    if (list === undefined) commands.set(index, [draft]);
    else list.push(draft);
  }
  return commands.values();
}
