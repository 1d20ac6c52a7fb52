import { pathText } from '../base/path-text.ts';
import { ProblemList } from '../base/problem-list.ts';
import { readYaml } from '../base/yaml-file.ts';
import { type SnapshotCommand, snapshotCommandsSchema } from '../model/snapshot.ts';
import { plainTree } from './plain-tree.ts';
import { readSmallFile } from './read-small-file.ts';

const hint = 'docs/compare.md explains the commands file';

/** Why a pattern cannot be used, in words; null where it can. `groups`: how many it needs, undefined for any number. */
export type PatternComplaint = (pattern: string, groups: number | undefined) => string | null;

/**
 * The commands in a file: a YAML list of them with their checks, or one a line, where blank lines and lines that begin
 * with `#` say nothing. Throws `bad_request` naming file, line, key and what was expected.
 */
export function readCommandsFile(path: string, complaint: PatternComplaint): readonly SnapshotCommand[] {
  const problems = new ProblemList(path);
  const text = readSmallFile(path, hint);
  const commands = isList(text) ? fromYaml(text, problems, complaint) : fromLines(text, problems);
  if (commands === null || problems.count > 0) throw problems.toError('bad_request', hint);
  return commands;
}

/** No command of any platform begins with a dash or a bracket. */
function isList(text: string): boolean {
  const first = text.split('\n').find((line) => saysSomething(line));
  return /^(?:-(?:\s|$)|\[|---)/.test(first?.trim() ?? '');
}

function saysSomething(line: string): boolean {
  return line.trim() !== '' && !line.trim().startsWith('#');
}

function fromLines(text: string, problems: ProblemList): readonly SnapshotCommand[] | null {
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), number: index + 1 }));
  const parsed = snapshotCommandsSchema.safeParse(
    lines.filter(({ line }) => saysSomething(line)).map(({ line }) => line),
  );
  if (parsed.success) return parsed.data;
  const told = lines.filter(({ line }) => saysSomething(line));
  for (const { path, message } of parsed.error.issues) {
    problems.add(() => told[Number(path[0])]?.number ?? 1, '', `expected commands, one a line: ${message}`);
  }
  return null;
}

function fromYaml(text: string, problems: ProblemList, complaint: PatternComplaint): readonly SnapshotCommand[] | null {
  const yaml = readYaml(text, problems);
  if (yaml === null) return null;
  const parsed = snapshotCommandsSchema.safeParse(plainTree(yaml.root));
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const place = path.filter((step) => typeof step !== 'symbol');
      problems.add(() => yaml.lineOf(place), pathText(place), message);
    }
    return null;
  }
  parsed.data.forEach(({ checks }, command) => {
    checks.forEach(({ delta, in_range, not_smaller }, check) => {
      for (const [key, pattern, groups] of [
        ['delta', delta?.pattern, 1],
        ['in_range', in_range?.pattern, 1],
        ['not_smaller', not_smaller?.pattern, undefined],
      ] as const) {
        const why = pattern === undefined ? null : complaint(pattern, groups);
        const place = [command, 'checks', check, key, 'pattern'];
        if (why !== null) problems.add(() => yaml.lineOf(place), pathText(place), why);
      }
    });
  });
  return parsed.data;
}
