/** What is wrong with a plan: where, from its list of steps on, and what. */
export interface PlanProblem {
  /** `[2, 'when']` is the third step's condition. */
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** What is known of expressions, in other rooms: each says why one cannot be used, or null; `refersTo` its outer names. */
export interface ExpressionPorts {
  readonly conditionComplaint: (expression: string) => string | null;
  readonly patternComplaint: (pattern: string) => string | null;
  readonly columnsOf: (pattern: string) => readonly string[];
  readonly refersTo: (expression: string) => readonly string[];
}
