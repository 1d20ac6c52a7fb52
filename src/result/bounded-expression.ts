import { ownFunctions } from './software-version.ts';

/**
 * What an expression may be made of: each looks at an answer, or an element of one, once (lists that an expression makes
 * itself are bounded where it is carried out). Left out are the root (`$`) and
 * variables, which let every element be compared with every other, and functions that can make a text of any length.
 */
const kinds: ReadonlySet<string> = new Set([
  ...['Field', 'Literal', 'Index', 'Slice', 'Current', 'Identity', 'Subexpression', 'IndexExpression', 'Pipe'],
  ...['Projection', 'ValueProjection', 'FilterProjection', 'Flatten', 'Comparator', 'AndExpression', 'OrExpression'],
  ...['NotExpression', 'MultiSelectList', 'MultiSelectHash', 'KeyValuePair', 'Function', 'ExpressionReference'],
  ...['Ternary', 'Arithmetic', 'Unary'],
]);

const functions: ReadonlySet<string> = new Set([
  ...['abs', 'avg', 'ceil', 'contains', 'ends_with', 'find_first', 'find_last', 'floor', 'from_items', 'items', 'keys'],
  ...['length', 'lower', 'map', 'max', 'max_by', 'min', 'min_by', 'not_null', 'reverse', 'sort', 'sort_by', 'split'],
  ...['starts_with', 'sum', 'to_array', 'to_number', 'to_string', 'trim', 'trim_left', 'trim_right', 'type', 'upper'],
  ...['values', ...ownFunctions],
]);

/** Lists, objects and texts made inside one another may together repeat a value this often. */
const maxRepeats = 100;

/** Why an expression could take more than time and room in proportion to an answer; null where it cannot. */
export function checkBounded(tree: unknown): string | null {
  let repeats = 1;
  const objections = new Set<string>();
  visit(tree, (node) => {
    const kind = String(node.type);
    if (!kinds.has(kind)) objections.add(`${words[kind] ?? kind} is not supported`);
    if (kind === 'Function' && !functions.has(String(node.name))) {
      objections.add(`the function ${String(node.name)} is not supported`);
    }
    // The interpreter would set the prototype of what it makes.
    if (kind === 'KeyValuePair' && node.name === '__proto__') objections.add('the name __proto__ is not supported');
    // Each writes the quotes and backslashes of the one within twice as long.
    if (kind === 'Function' && node.name === 'to_string') repeats *= 2;
    if (kind.startsWith('MultiSelect') && Array.isArray(node.children)) repeats *= Math.max(1, node.children.length);
  });
  if (repeats > maxRepeats)
    objections.add(`its lists, objects and texts could repeat a value more than ${maxRepeats} times`);
  const [first = null] = objections;
  return first;
}

const words: Readonly<Record<string, string>> = {
  Root: 'the root $',
  LetExpression: 'let',
  Variable: 'a variable',
};

function visit(tree: unknown, see: (node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(tree)) {
    for (const each of tree) visit(each, see);
    return;
  }
  if (typeof tree !== 'object' || tree === null) return;
  const node: Readonly<Record<string, unknown>> = { ...tree };
  if (typeof node.type === 'string') see(node);
  for (const [key, part] of Object.entries(node)) if (!(node.type === 'Literal' && key === 'value')) visit(part, see);
}
