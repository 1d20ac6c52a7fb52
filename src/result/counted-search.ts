import { type compile, type JSONValue, TreeInterpreter } from '@jmespath-community/jmespath';
import { addVersionFunctions } from './software-version.ts';

type Expression = ReturnType<typeof compile>;

/** Only one instance is exported; functions of a new one go through its own `visit`. */
const Interpreter = TreeInterpreter.constructor as new () => typeof TreeInterpreter;

/** So many steps take about a second; a usual expression takes a few for each part of an answer. */
const maxSteps = 10_000_000;

/** As much of a text is copied in the time of one step. */
const charsPerStep = 100;

/** What a usual condition takes: each value of many adds so many to what they have together. */
const stepsOfValue = 1_000;

export class TooManySteps extends Error {}

/** What is left to one expression, over all values that it is asked of. */
export interface StepAccount {
  left: number;
}

export const stepAccount = (): StepAccount => ({ left: maxSteps });

/**
 * What an expression finds in a value. Throws `TooManySteps` where it goes through lists that it makes itself, from texts and
 * lists written in it or from names, again and again: nothing in its form tells how often.
 */
export function countedSearch(expression: Expression, value: JSONValue, account = stepAccount()): unknown {
  const interpreter = new Interpreter();
  addVersionFunctions(interpreter);
  const visit = interpreter.visit.bind(interpreter);
  account.left += stepsOfValue;
  interpreter.visit = (node, current) => {
    // Without this an answer would have what every JavaScript object has, such as `constructor`.
    if (node.type === 'Field' && !(isObject(current) && Object.hasOwn(current, node.name))) return null;
    const found = visit(node, current);
    account.left -= 1;
    if (Array.isArray(found)) account.left -= found.length;
    else if (typeof found === 'string') account.left -= Math.floor(found.length / charsPerStep);
    if (account.left < 0) throw new TooManySteps();
    return found;
  };
  return interpreter.search(expression, value);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
