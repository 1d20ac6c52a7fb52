import { compile, type JSONValue } from '@jmespath-community/jmespath';
import { RollcallError } from '../base/rollcall-error.ts';
import { checkBounded } from './bounded-expression.ts';
import { countedSearch, TooManySteps } from './counted-search.ts';

const maxExpressionChars = 2_000;

/** An expression as the library reads it, within bounds. */
export type ExpressionTree = ReturnType<typeof compile>;

export interface FieldSelection {
  /**
   * What the expression finds in a value; null where it finds nothing or does not fit it. Throws `bad_request` where it
   * goes round without end.
   */
  select(value: unknown): unknown;
}

/**
 * A JMESPath expression (jmespath.org) ready to pick from answers, of the kinds that take time and room in proportion to
 * the answer. Throws `bad_request` naming the argument it came in.
 */
export function fieldSelection(expression: string, argument: string): FieldSelection {
  const tree = expressionTree(expression, argument);
  return {
    select(value) {
      try {
        // It was read from JSON, so it is a value of JSON.
        return countedSearch(tree, value as JSONValue) ?? null;
      } catch (thrown) {
        if (thrown instanceof TooManySteps) throw tooManySteps(argument);
        // A function on a value of another type, such as a sum of texts: nothing of that kind is there.
        return null;
      }
    },
  };
}

/** Throws `bad_request` naming the argument it came in. */
export function expressionTree(expression: string, argument: string): ExpressionTree {
  if (expression.length > maxExpressionChars) {
    throw badExpression(argument, `it is longer than ${maxExpressionChars} characters`);
  }
  const tree = compiled(expression, argument);
  const objection = checkBounded(tree);
  if (objection !== null) throw badExpression(argument, objection);
  return tree;
}

function compiled(expression: string, argument: string): ExpressionTree {
  try {
    return compile(expression);
  } catch (thrown) {
    throw badExpression(argument, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function tooManySteps(argument: string): RollcallError {
  return new RollcallError('bad_request', `"${argument}" goes through lists of its own too often`, {
    hint: 'leave out lists and texts written in the expression, or do not go through one inside another',
  });
}

function badExpression(argument: string, why: string): RollcallError {
  return new RollcallError('bad_request', `"${argument}" is no usable JMESPath expression: ${why}`, {
    hint: 'keys with dashes stand in double quotes: "bgp-peer"[].{address: "peer-address"[0].data, state: "peer-state"[0].data}',
  });
}
