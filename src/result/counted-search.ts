import { type compile, type JSONValue, TreeInterpreter } from '@jmespath-community/jmespath';
import { addVersionFunctions } from './software-version.ts';

type Expression = ReturnType<typeof compile>;

/** Only one instance is exported; functions of a new one go through its own `visit`. */
const Interpreter = TreeInterpreter.constructor as new () => typeof TreeInterpreter;

/** So many steps take about a second; a usual expression takes a few for each part of an answer. */
const maxSteps = 10_000_000;

/** As much of a text is copied in the time of one step. */
const charsPerStep = 100;

export class TooManySteps extends Error {}

/**
 * What an expression finds in a value. Throws `TooManySteps` where it goes through lists that it makes itself, from texts and
 * lists written in it or from names, again and again: nothing in its form tells how often.
 */
export function countedSearch(expression: Expression, value: JSONValue): unknown {
  const interpreter = new Interpreter();
  addVersionFunctions(interpreter);
  const visit = interpreter.visit.bind(interpreter);
  let steps = 0;
  interpreter.visit = (node, current) => {
    // Without this an answer would have what every JavaScript object has, such as `constructor`.
    if (node.type === 'Field' && !(isObject(current) && Object.hasOwn(current, node.name))) return null;
    const found = visit(node, current);
    steps += 1;
    if (Array.isArray(found)) steps += found.length;
    else if (typeof found === 'string') steps += Math.floor(found.length / charsPerStep);
    if (steps > maxSteps) throw new TooManySteps();
    return found;
  };
  return interpreter.search(expression, value);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
