import { PlainScalar, type Tree } from '../base/yaml-file.ts';

/** What a YAML file says, as plain values: maps as objects, scalars by YAML's own types. */
export function plainTree(tree: Tree): unknown {
  if (tree instanceof PlainScalar) return tree.value;
  if (tree instanceof Map) return Object.fromEntries([...tree].map(([key, value]) => [key, plainTree(value)]));
  return Array.isArray(tree) ? tree.map(plainTree) : tree;
}
