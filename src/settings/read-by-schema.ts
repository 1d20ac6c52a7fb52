import type { z } from 'zod';
import { type Path, pathText } from '../base/path-text.ts';
import type { ProblemList } from '../base/problem-list.ts';
import type { YamlFile } from '../base/yaml-file.ts';

type Issue = z.core.$ZodIssue;

/** What a file says (`value`), as the schema reads it; null when it does not fit, and each problem is noted with its line and key. */
export function readBySchema<T>(schema: z.ZodType<T>, value: unknown, file: YamlFile, problems: ProblemList): T | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) addIssue(issue, [], file, problems);
  return null;
}

function addIssue(issue: Issue, base: Path, file: YamlFile, problems: ProblemList): void {
  const place: Path = [...base, ...issue.path.filter((step) => typeof step !== 'symbol')];
  const add = (path: Path, text: string): void => problems.add(() => file.lineOf(path), pathText(path), text);
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) add([...place, key], 'unknown key');
  } else if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // Of several kinds of rule, the one that was most likely meant: what is wrong with the others says nothing.
    const [nearest = []] = issue.errors.toSorted((a, b) => a.length - b.length);
    for (const inner of nearest) addIssue(inner, place, file, problems);
  } else {
    add(place, issue.message.replace(/^Invalid (?:input|option): /, ''));
  }
}
