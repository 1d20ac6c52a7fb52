/** What is in a heap knows where, so that it can be taken out of the middle. -1: it is in none. */
export interface Positioned {
  position: number;
}

/** A binary heap; an item is in at most one at a time. */
export class Heap<T extends Positioned> {
  readonly #items: T[] = [];
  readonly #before: (a: T, b: T) => boolean;

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before;
  }

  get top(): T | undefined {
    return this.#items[0];
  }

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    this.#put(item, this.#items.length);
    this.#rise(item);
  }

  take(): T | undefined {
    const { top } = this;
    if (top !== undefined) this.remove(top);
    return top;
  }

  remove(item: T): void {
    const { position } = item;
    const last = this.#items.pop();
    item.position = -1;
    if (last === undefined || last === item) return;
    this.#put(last, position);
    this.moved(last);
  }

  /** To be called when what orders the item has changed. */
  moved(item: T): void {
    this.#rise(item);
    this.#sink(item);
  }

  #put(item: T, position: number): void {
    this.#items[position] = item;
    item.position = position;
  }

  #rise(item: T): void {
    for (;;) {
      const at = item.position;
      const parent = this.#items[(at - 1) >> 1];
      if (at === 0 || parent === undefined || !this.#before(item, parent)) return;
      const to = parent.position;
      this.#put(parent, at);
      this.#put(item, to);
    }
  }

  #sink(item: T): void {
    for (;;) {
      const at = item.position;
      const left = this.#items[2 * at + 1];
      const right = this.#items[2 * at + 2];
      if (left === undefined) return;
      const child = right !== undefined && this.#before(right, left) ? right : left;
      if (!this.#before(child, item)) return;
      const to = child.position;
      this.#put(child, at);
      this.#put(item, to);
    }
  }
}

/** Puts the item in or takes it out; one that stays finds its new place. */
export function keepIn<T extends Positioned>(heap: Heap<T> | undefined, item: T, wanted: boolean): void {
  const there = item.position >= 0;
  if (there && wanted) heap?.moved(item);
  else if (there) heap?.remove(item);
  else if (wanted) heap?.add(item);
}
