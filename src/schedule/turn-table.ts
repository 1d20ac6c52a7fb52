import { agedRank, nextRise, rankCount } from './ageing.ts';
import { CallerNode, type Turn } from './caller-node.ts';
import { Heap, keepIn } from './heap.ts';
import type { ScheduledJob } from './scheduled-job.ts';

/** Whose turn it is: the highest rank first, callers of one rank by turns. */
export class TurnTable {
  readonly #callers = new Map<string, CallerNode>();
  readonly #turns = Array.from({ length: rankCount }, () => new Heap<Turn>((a, b) => a.served < b.served));
  readonly #rises = new Heap<CallerNode>((a, b) => a.risesAt < b.risesAt);
  readonly #changed = new Set<CallerNode>();
  #served = 0;

  caller(name: string): CallerNode {
    let caller = this.#callers.get(name);
    if (caller === undefined) {
      this.#served += 1;
      caller = new CallerNode(this.#served);
      this.#callers.set(name, caller);
    }
    return caller;
  }

  forget(name: string, caller: CallerNode): void {
    this.#callers.delete(name);
    this.#changed.delete(caller);
    for (const turn of caller.turns) keepIn(this.#turns[turn.rank], turn, false);
    keepIn(this.#rises, caller, false);
  }

  /** What this caller would start may be another job now. Cheap: it is looked at when a place is free. */
  changed(caller: CallerNode): void {
    this.#changed.add(caller);
  }

  /** The job whose turn it is, and the caller's turn is used up. */
  take(now: number): ScheduledJob | null {
    for (const caller of this.#changed) this.#look(caller, now);
    this.#changed.clear();
    for (const caller of this.#risen(now)) this.#look(caller, now);
    for (const turns of this.#turns) {
      const turn = turns.top;
      if (turn === undefined) continue;
      this.#served += 1;
      turn.served = this.#served;
      turns.moved(turn);
      return turn.job;
    }
    return null;
  }

  #risen(now: number): readonly CallerNode[] {
    const risen: CallerNode[] = [];
    for (let next = this.#rises.top; next !== undefined && next.risesAt <= now; next = this.#rises.top) {
      this.#rises.remove(next);
      risen.push(next);
    }
    return risen;
  }

  #look(caller: CallerNode, now: number): void {
    for (const turn of caller.turns) turn.job = null;
    caller.risesAt = Number.POSITIVE_INFINITY;
    for (const flow of caller.flows) {
      const job = flow.head;
      if (job === null) continue;
      const rank = agedRank(job.rank, job.since, now);
      caller.risesAt = Math.min(caller.risesAt, nextRise(job.rank, rank, job.since));
      const turn = caller.turns[rank];
      if (turn !== undefined && (turn.job === null || job.seq < turn.job.seq)) turn.job = job;
    }
    for (const turn of caller.turns) keepIn(this.#turns[turn.rank], turn, turn.job !== null);
    keepIn(this.#rises, caller, caller.risesAt < Number.POSITIVE_INFINITY);
  }
}
