import type { PlanStep } from '../model/plan-step.ts';

/** The steps that a step waits for: those it names, and the one whose rows it goes over. */
export function parentsOf({ depends_on, for_each }: PlanStep): readonly string[] {
  const over = for_each === undefined ? [] : [typeof for_each === 'string' ? for_each : for_each.step];
  return [...new Set([...[depends_on ?? []].flat(), ...over])];
}

/** Everything that has ended before a step begins. Ends on a cycle too. */
export function ancestorsOf(id: string, steps: ReadonlyMap<string, PlanStep>): ReadonlySet<string> {
  const found = new Set<string>();
  const left = [id];
  for (let each = left.pop(); each !== undefined; each = left.pop()) {
    const step = steps.get(each);
    for (const parent of step === undefined ? [] : parentsOf(step)) {
      if (found.has(parent)) continue;
      found.add(parent);
      left.push(parent);
    }
  }
  return found;
}

/** The first cycle there is, as the path that leads back to its start; null where there is none. */
export function cycleIn(steps: ReadonlyMap<string, PlanStep>): readonly string[] | null {
  const done = new Set<string>();
  for (const start of steps.keys()) {
    // By hand rather than by recursion: each entry is a step and how many of its parents were followed.
    const path: { readonly id: string; next: number }[] = [{ id: start, next: 0 }];
    while (path.length > 0) {
      const top = path.at(-1);
      if (top === undefined) break;
      const step = steps.get(top.id);
      const parent = step === undefined || done.has(top.id) ? undefined : parentsOf(step)[top.next];
      top.next += 1;
      if (parent === undefined) {
        done.add(top.id);
        path.pop();
        continue;
      }
      const at = path.findIndex(({ id }) => id === parent);
      if (at >= 0) return [...path.slice(at).map(({ id }) => id), parent];
      path.push({ id: parent, next: 0 });
    }
  }
  return null;
}
