import type { Router } from './router.ts';
import type { XmlNode } from './xml-tree.ts';

/** One command's answer, before pipes. */
export interface Answer {
  readonly text: string;
  /** What `| display xml` and `| display json` show; absent: Junos wraps the text. */
  readonly tree?: XmlNode;
}

/** A piece of an answer that takes its time; pieces are sent in order. */
export interface Piece {
  /** Milliseconds after the piece before it. */
  readonly afterMs: number;
  readonly text: string;
}

export interface Question {
  readonly router: Router;
  /** The device's clock. */
  readonly nowMs: number;
  /** The words that stood where the grammar has arguments. */
  readonly args: readonly string[];
}
