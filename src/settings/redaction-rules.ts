import { fileURLToPath } from 'node:url';
import { pathText } from '../base/path-text.ts';
import { ProblemList } from '../base/problem-list.ts';
import { type PlainScalar, readYaml } from '../base/yaml-file.ts';
import { type PlacedRules, type RedactionRule, redactionRulesSchema } from '../model/redaction-rules.ts';
import { plainTree } from './plain-tree.ts';
import { readBySchema } from './read-by-schema.ts';
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
  const rules = readBySchema(redactionRulesSchema, plainTree(yaml.root, asText), yaml, problems)?.rules ?? [];
  const names = new Set<string>();
  rules.forEach(({ name }, index) => {
    const place = ['rules', index, 'name'];
    if (names.has(name)) problems.add(() => yaml.lineOf(place), pathText(place), `"${name}" is there already`);
    names.add(name);
  });
  return { rules, lines: rules.map((_, index) => yaml.lineOf(['rules', index])) };
}

/** Everything a rule holds is text, except what is true or false. */
const asText = ({ value, text }: PlainScalar): unknown => (typeof value === 'boolean' ? value : text);
