import type { z } from 'zod';
import { isSecretPath, keyPathText, type Path, pathText } from '../base/path-text.ts';
import type { ProblemList } from '../base/problem-list.ts';
import { notShown, showValue } from '../base/show-value.ts';
import { PlainScalar, type Tree, type YamlFile } from '../base/yaml-file.ts';

/** Reads parts of one file by schema and collects what is wrong, each with its line and key. */
export class TreeReader {
  readonly file: YamlFile;
  readonly #problems: ProblemList;

  constructor(file: YamlFile, problems: ProblemList) {
    this.file = file;
    this.#problems = problems;
  }

  /** A problem in whole words. */
  add(path: Path, text: string): void {
    this.#problems.add(() => this.file.lineOf(path), pathText(path), text);
  }

  /** `value`, which stands at `path`, as the schema reads it; null when it does not fit, and the problems are noted. */
  read<T>(schema: z.ZodType<T>, value: Tree, path: Path): T | null {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) this.#addIssue(issue, value, path);
    return null;
  }

  /** The map at `path`, a blank one as empty; null when it is something else. */
  readMap(value: Tree | undefined, path: Path, expected: string): ReadonlyMap<string, Tree> | null {
    if (value === undefined || value === null) return new Map();
    if (value instanceof Map) return value;
    this.add(path, `expected ${expected}, found ${showKind(value)}`);
    return null;
  }

  #addIssue(issue: z.core.$ZodIssue, value: Tree, base: Path): void {
    const path = [...base, ...issue.path];
    const found = valueAt(value, issue.path);
    if (issue.code === 'unrecognized_keys') {
      const keys = found instanceof Map ? [...found.keys()] : issue.keys;
      for (const key of issue.keys) {
        const text = `unknown key, expected one of ${issue.message}`;
        this.#problems.add(() => this.file.lineOf([...path, key]), keyPathText(path, key, keys), text);
      }
      return;
    }
    if (issue.code === 'custom') {
      this.add(path, issue.message);
      return;
    }
    const mapExpected = issue.code === 'invalid_type' && (issue.expected === 'object' || issue.expected === 'map');
    this.add(path, `expected ${issue.message}, found ${show(found, isSecretPath(path), mapExpected)}`);
  }
}

function valueAt(root: Tree, path: Path): Tree | undefined {
  let value: Tree | undefined = root;
  for (const step of path) {
    if (value instanceof Map) value = value.get(step);
    else if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else return undefined;
  }
  return value;
}

function show(value: Tree | undefined, secret: boolean, mapExpected: boolean): string {
  if (secret && (typeof value === 'string' || value instanceof PlainScalar)) return notShown;
  return mapExpected ? showKind(value) : showValue(value instanceof PlainScalar ? value.value : value);
}

/** Text where a map belongs is left out: with a wrong file or a slip of a line it may be anything. */
function showKind(value: Tree | undefined): string {
  if (value instanceof PlainScalar) return typeof value.value === 'boolean' ? 'true or false' : 'a number';
  return typeof value === 'string' ? 'text' : showValue(value);
}
