import { PlainScalar, type Tree } from '../base/yaml-file.ts';

/** What a YAML file says, as plain values: maps as objects, scalars by YAML's own types or as `scalar` says. */
export function plainTree(tree: Tree, scalar: (scalar: PlainScalar) => unknown = ({ value }) => value): unknown {
  if (tree instanceof PlainScalar) return scalar(tree);
  if (tree instanceof Map) return Object.fromEntries([...tree].map(([key, value]) => [key, plainTree(value, scalar)]));
  return Array.isArray(tree) ? tree.map((item) => plainTree(item, scalar)) : tree;
}
