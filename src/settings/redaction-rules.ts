import { fileURLToPath } from 'node:url';
import { pathText } from '../base/path-text.ts';
import { ProblemList } from '../base/problem-list.ts';
import { PlainScalar, readYaml, type Tree } from '../base/yaml-file.ts';
import { type PlacedRules, type RedactionRule, redactionRulesSchema } from '../model/redaction-rules.ts';
import { readSmallFile } from './read-small-file.ts';

/** The rules that come with the package. */
export const bundledRedactionRules = fileURLToPath(new URL('../../config/redaction.yaml', import.meta.url));

/** The rules in a file. Throws `bad_settings` naming file, line and key: without rules no answer may be passed on. */
export async function readRedactionRules(path: string): Promise<PlacedRules> {
  const hint =
    path === bundledRedactionRules
      ? 'it comes with rollcall: install it again'
      : 'the setting `redaction` names it: a file of rules that are added to those of rollcall';
  const text = readSmallFile(path, hint);
  const problems = new ProblemList(path);
  const found = parseRules(text, problems);
  if (problems.count > 0) throw problems.toError('bad_settings', 'the head of config/redaction.yaml explains the keys');
  return { rules: found.rules, places: found.lines.map((line) => `${path}:${line}`) };
}

interface FoundRules {
  readonly rules: readonly RedactionRule[];
  readonly lines: readonly number[];
}

function parseRules(text: string, problems: ProblemList): FoundRules {
  const yaml = readYaml(text, problems);
  if (yaml === null) return { rules: [], lines: [] };
  const parsed = redactionRulesSchema.safeParse(plain(yaml.root));
  for (const { path, message } of parsed.error?.issues ?? []) {
    const place = path.filter((step) => typeof step !== 'symbol');
    problems.add(() => yaml.lineOf(place), pathText(place), message);
  }
  const rules = parsed.data?.rules ?? [];
  const names = new Set<string>();
  rules.forEach(({ name }, index) => {
    const place = ['rules', index, 'name'];
    if (names.has(name)) problems.add(() => yaml.lineOf(place), pathText(place), `"${name}" is there already`);
    names.add(name);
  });
  return { rules, lines: rules.map((_, index) => yaml.lineOf(['rules', index])) };
}

/** Everything a rule holds is text, except what is true or false. */
function plain(tree: Tree): unknown {
  if (tree instanceof PlainScalar) return typeof tree.value === 'boolean' ? tree.value : tree.text;
  if (tree instanceof Map) return Object.fromEntries([...tree].map(([key, value]) => [key, plain(value)]));
  return Array.isArray(tree) ? tree.map(plain) : tree;
}
