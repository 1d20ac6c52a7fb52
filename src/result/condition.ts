import type { JSONValue } from '@jmespath-community/jmespath';
import { RollcallError } from '../base/rollcall-error.ts';
import { countedSearch, stepAccount, TooManySteps } from './counted-search.ts';
import { expressionTree } from './field-selection.ts';

export type Verdict =
  | { readonly ok: true; readonly holds: boolean }
  /** It is neither true nor false here. */
  | { readonly ok: false; readonly why: string };

/** A JMESPath expression that is true or false. What it may take counts over all tests: there may be one for each device. */
export interface Condition {
  test(value: unknown): Verdict;
}

/** Throws `bad_request` naming the argument it came in. */
export function conditionOf(expression: string, argument: string): Condition {
  const tree = expressionTree(expression, argument);
  const account = stepAccount();
  return {
    test(value) {
      try {
        const found = countedSearch(tree, value as JSONValue, account) ?? null;
        if (typeof found === 'boolean') return { ok: true, holds: found };
        return { ok: false, why: `it is neither true nor false but ${kindOf(found)}` };
      } catch (thrown) {
        if (thrown instanceof TooManySteps) return { ok: false, why: 'it goes through lists of its own too often' };
        return { ok: false, why: thrown instanceof Error ? thrown.message : String(thrown) };
      }
    },
  };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null: what it compares is not there, or is text (compare versions with version_below)';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Why an expression cannot be used, in words; null where it can. */
export function expressionComplaint(expression: string): string | null {
  try {
    expressionTree(expression, 'it');
    return null;
  } catch (thrown) {
    return RollcallError.from(thrown).message.replace(/^"it" is /, '');
  }
}

/** Names that an expression looks up in what it is given, not in what it found there. None for one that cannot be used. */
export function namesIn(expression: string): readonly string[] {
  if (expressionComplaint(expression) !== null) return [];
  const names = new Set<string>();
  collect(expressionTree(expression, 'it'), names);
  return [...names];
}

/** Kinds whose right side looks at what the left one found. */
const chained: ReadonlySet<unknown> = new Set([
  ...['Subexpression', 'IndexExpression', 'Pipe', 'Projection', 'ValueProjection', 'FilterProjection'],
]);

function collect(tree: unknown, names: Set<string>): void {
  if (Array.isArray(tree)) {
    for (const each of tree) collect(each, names);
    return;
  }
  if (typeof tree !== 'object' || tree === null) return;
  const node: Readonly<Record<string, unknown>> = { ...tree };
  if (node.type === 'Literal' || node.type === 'ExpressionReference') return;
  if (node.type === 'Field' && typeof node.name === 'string') names.add(node.name);
  if (chained.has(node.type)) collect(node.left, names);
  else for (const part of Object.values(node)) collect(part, names);
}
