import { ProblemList } from '../base/problem-list.ts';
import { readYaml } from '../base/yaml-file.ts';
import { defaultPolicy, type Policy, policySchema } from '../model/policy.ts';
import { plainTree } from './plain-tree.ts';
import { readBySchema } from './read-by-schema.ts';
import { readSmallFile } from './read-small-file.ts';

const hint = 'docs/policy.md explains every key; until the policy is right nothing starts';

/** The policy in a file; without one the default. Throws `bad_settings` naming file, line, key and what was expected. */
export function readPolicy(path: string | null): Policy {
  if (path === null) return defaultPolicy;
  const problems = new ProblemList(path);
  const policy = parsePolicy(readSmallFile(path, hint), problems);
  if (policy === null || problems.count > 0) throw problems.toError('bad_settings', hint);
  return policy;
}

function parsePolicy(text: string, problems: ProblemList): Policy | null {
  const yaml = readYaml(text, problems);
  return yaml === null ? null : readBySchema(policySchema, plainTree(yaml.root) ?? {}, yaml, problems);
}
