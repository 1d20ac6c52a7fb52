import type { Judgement } from './verdict.ts';

export interface WordMeaning {
  readonly word: string;
  /** `keyword interfaces`, `could be request or restart`, `argument`, … */
  readonly meaning: string;
}

/** The guard's answer with its grounds. */
export interface Explanation extends Judgement {
  /** The words as understood, in their order; empty where the line is not even read. */
  readonly words: readonly WordMeaning[];
  /** The rule that decided, such as `junos: request > system`. */
  readonly rule: string;
  /** Whether the policy refuses it, not what the guard itself knows of the line. */
  readonly byPolicy: boolean;
  /** The nearest line that passes; null where none is known. For a line that passes: itself. */
  readonly nearest: string | null;
}
