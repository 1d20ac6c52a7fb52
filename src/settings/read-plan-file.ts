import { pathText } from '../base/path-text.ts';
import { ProblemList } from '../base/problem-list.ts';
import { readYaml } from '../base/yaml-file.ts';
import { type PlanRequest, planRequestSchema } from '../model/plan-request.ts';
import { plainTree } from './plain-tree.ts';
import { readBySchema } from './read-by-schema.ts';
import { readSmallFile } from './read-small-file.ts';

const hint = 'nothing was sent; docs/plans.md tells every key';

/** What else is wrong with the steps, each with its place from the list of steps on. */
export type StepProblems = (
  plan: PlanRequest,
) => readonly { readonly path: readonly (string | number)[]; readonly text: string }[];

/** A plan in a YAML file. Throws `bad_request` naming file, line, key and what was expected. */
export function readPlanFile(path: string, stepProblems: StepProblems): PlanRequest {
  const problems = new ProblemList(path);
  const file = readYaml(readSmallFile(path, hint), problems);
  const plan = file === null ? null : readBySchema(planRequestSchema, plainTree(file.root), file, problems);
  if (file === null || plan === null) throw problems.toError('bad_request', hint);
  for (const { path: within, text } of stepProblems(plan)) {
    const place = ['steps', ...within];
    problems.add(() => file.lineOf(place), pathText(place), text);
  }
  if (problems.count > 0) throw problems.toError('bad_request', hint);
  return plan;
}
