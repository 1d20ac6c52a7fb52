import type { z } from 'zod';
import type { ProblemList } from '../base/problem-list.ts';
import { showValue } from '../base/show-value.ts';
import { type Path, PlainScalar, pathText, type Tree, type YamlFile } from './yaml-file.ts';

/** What stands under these keys may be a password put in the wrong place, so no message shows it. */
const secretKeys: ReadonlySet<PropertyKey> = new Set(['auth', 'password', 'passphrase']);

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
    this.add(path, `expected ${expected}, found ${show(value)}`);
    return null;
  }

  #addIssue(issue: z.core.$ZodIssue, value: Tree, base: Path): void {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) this.add([...path, key], `unknown key, expected one of ${issue.message}`);
      return;
    }
    if (issue.code === 'custom') {
      this.add(path, issue.message);
      return;
    }
    const secret = path.some((step) => secretKeys.has(step));
    this.add(path, `expected ${issue.message}, found ${show(valueAt(value, issue.path), secret)}`);
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

function show(value: Tree | undefined, secret = false): string {
  if (secret && (typeof value === 'string' || value instanceof PlainScalar))
    return 'text (not shown, it may be a secret)';
  return showValue(value instanceof PlainScalar ? value.value : value);
}
