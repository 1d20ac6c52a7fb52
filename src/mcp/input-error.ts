import type { z } from 'zod';
import { RollcallError } from '../base/rollcall-error.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong with a tool's arguments, each by name, as one `bad_request`. Values are not repeated: they may be long. */
export function inputError(tool: string, input: z.ZodObject, issues: readonly Issue[]): RollcallError {
  const problems = issues.slice(0, 5).map((issue) => describeIssue(issue, []));
  return new RollcallError('bad_request', `${tool}: ${problems.join('; ')}`, {
    hint: `call ${tool} again with these arguments only: ${describeArguments(input)}`,
  });
}

function describeArguments(input: z.ZodObject): string {
  const names = Object.entries(input.shape).map(([name, schema]) =>
    schema instanceof Object && 'safeParse' in schema && schema.safeParse(undefined).success
      ? `${name} (optional)`
      : name,
  );
  return names.length === 0 ? 'none' : names.join(', ');
}

function describeIssue(issue: Issue, parent: readonly PropertyKey[]): string {
  const path = [...parent, ...issue.path];
  const at = path.length === 0 ? '' : `"${path.map(String).join('.')}": `;
  if (issue.code === 'unrecognized_keys') {
    return `${at}unknown argument ${issue.keys.map((key) => `"${key.slice(0, 64)}"`).join(', ')}`;
  }
  if ('input' in issue && issue.input === undefined) return `${at}missing`;
  if (issue.code === 'invalid_union') return describeUnion(issue, path, at);
  return `${at}${issue.message.replace(/^Invalid input: /, '')}`;
}

/** The branch that fits the value's type best; where none does, what the branches take. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[], at: string): string {
  for (const branch of issue.errors) {
    const deeper = branch.find((inner) => inner.code !== 'invalid_type' || inner.path.length > 0);
    if (deeper !== undefined) return describeIssue(deeper, path);
  }
  const expected = issue.errors.flatMap((branch) =>
    branch.flatMap((inner) => (inner.code === 'invalid_type' ? [inner.expected] : [])),
  );
  return `${at}expected ${[...new Set(expected)].join(' or ')}`;
}
