import { pathText } from '../base/path-text.ts';
import { ProblemList } from '../base/problem-list.ts';
import { readYaml, type YamlFile } from '../base/yaml-file.ts';
import { type SnapshotCommand, snapshotCommandsSchema } from '../model/snapshot.ts';
import { plainTree } from './plain-tree.ts';
import { readBySchema } from './read-by-schema.ts';
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
  // Some editors put a byte order mark in front.
  const text = readSmallFile(path, hint).replace(/^\uFEFF/, '');
  const file = isList(text) ? readYaml(text, problems) : readLines(text, problems);
  const commands = file && readBySchema(snapshotCommandsSchema, plainTree(file.root), file, problems);
  if (file !== null && commands !== null) checkPatterns(commands, file, problems, complaint);
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

/** Of a file that does not begin as a list, what looks like YAML would only be refused as a command later. */
const yamlLine = /^(?:-(?:\s|$)|[[{]|commands?:)/;

function readLines(text: string, problems: ProblemList): YamlFile {
  const lines = text
    .split('\n')
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter((line) => saysSomething(line.text));
  for (const line of lines) {
    if (!yamlLine.test(line.text)) continue;
    problems.add(() => line.number, '', 'expected one command a line, or a YAML list, which begins with "- "');
  }
  return { root: lines.map((line) => line.text), lineOf: ([place]) => lines[Number(place)]?.number ?? 1 };
}

function checkPatterns(
  commands: readonly SnapshotCommand[],
  file: YamlFile,
  problems: ProblemList,
  complaint: PatternComplaint,
): void {
  commands.forEach(({ checks }, command) => {
    checks.forEach(({ delta, in_range, not_smaller }, check) => {
      for (const [key, pattern, groups] of [
        ['delta', delta?.pattern, 1],
        ['in_range', in_range?.pattern, 1],
        ['not_smaller', not_smaller?.pattern, undefined],
      ] as const) {
        const why = pattern === undefined ? null : complaint(pattern, groups);
        const place = [command, 'checks', check, key, 'pattern'];
        if (why !== null) problems.add(() => file.lineOf(place), pathText(place), why);
      }
    });
  });
}
