import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { keyPathText, type Path, pathText } from './path-text.ts';
import type { ProblemList } from './problem-list.ts';
import { yamlErrorText } from './yaml-error-text.ts';

/** A plain number, `true` or `false`, with the text it was written as: a name `010` is not the number 10. */
export class PlainScalar {
  readonly text: string;
  readonly value: number | bigint | boolean;

  constructor(text: string, value: number | bigint | boolean) {
    this.text = text;
    this.value = value;
  }
}

/** A file's content; maps are Maps, so that keys keep the file's order (an object would sort `10` before `9a`). */
export type Tree = string | null | PlainScalar | readonly Tree[] | ReadonlyMap<string, Tree>;

export interface YamlFile {
  readonly root: Tree;
  /** The line of the key or list item, or of the nearest thing around it that exists; from 1. */
  lineOf(path: Path): number;
}

/** Deeper than any inventory; stops a file that nests without end. */
const maxDepth = 16;
/** What all aliases together may stand for: enough for one in each of 10,000 devices, not for an alias bomb. */
const maxAliasedNodes = 200_000;

/** Reads YAML 1.2 (and so JSON). Adds what is wrong to `problems`; null when nothing can be made of it. */
export function readYaml(text: string, problems: ProblemList): YamlFile | null {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
  });
  const complaints = [...document.errors, ...document.warnings];
  const tooDeep = complaints.filter(({ code }) => code === 'RESOURCE_EXHAUSTION');
  for (const { code, pos } of firstOfEachKind(tooDeep.length > 0 ? tooDeep : complaints)) {
    problems.add(() => lines.linePos(pos[0]).line, '', yamlErrorText(code));
  }
  if (problems.count > 0) return null;
  const builder = new TreeBuilder(document, lines, problems);
  const root = builder.build();
  if (builder.stopped) return null;
  return { root, lineOf: (path) => lineOf(document, lines, path) };
}

/** A brace too many makes every word after it unexpected: what comes again is mostly a consequence. */
function firstOfEachKind(complaints: readonly YAMLError[]): readonly YAMLError[] {
  const firsts = new Map<string, YAMLError>();
  for (const complaint of complaints.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    if (!firsts.has(complaint.code)) firsts.set(complaint.code, complaint);
  }
  return [...firsts.values()];
}

class TreeBuilder {
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  readonly #problems: ProblemList;
  #aliased = 0;
  /** Whether it gave up: the rest of the file is not worth reading. */
  stopped = false;

  constructor(document: Document.Parsed, lines: LineCounter, problems: ProblemList) {
    this.#document = document;
    this.#lines = lines;
    this.#problems = problems;
  }

  build(): Tree {
    return this.#tree(this.#document.contents, [], false);
  }

  #tree(node: unknown, path: Path, aliased: boolean): Tree {
    if (aliased) this.#aliased += 1;
    if (this.stopped) return null;
    if (this.#aliased > maxAliasedNodes) return this.#stop(path, 'its aliases (*name) stand for too much');
    if (path.length > maxDepth) return this.#stop(path, `nested deeper than ${maxDepth} levels`);
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target !== undefined) return this.#tree(target, path, true);
      return this.#stop(
        path,
        'an alias (*name) without an anchor (&name) before it; put text that starts with * in quotes',
      );
    }
    if (isMap(node)) return this.#map(node.items, path, aliased);
    if (isSeq(node)) return node.items.map((item, index) => this.#tree(item, [...path, index], aliased));
    if (!isScalar(node) || node.value === null) return null;
    const { value, source } = node;
    if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
      return new PlainScalar(source ?? String(value), value);
    }
    return String(value);
  }

  #map(pairs: readonly Pair[], path: Path, aliased: boolean): Tree {
    const map = new Map<string, Tree>();
    const firstLines = new Map<string, number>();
    let keys: readonly string[] | undefined;
    for (const pair of pairs) {
      const key = keyText(pair);
      const line = keyLine(pair, this.#lines) ?? 0;
      const first = firstLines.get(key);
      if (first === undefined) {
        firstLines.set(key, line);
        map.set(key, this.#tree(pair.value, [...path, key], aliased));
      } else {
        const text = `expected each key once, found it already on line ${first}`;
        keys ??= pairs.map(keyText);
        this.#problems.add(() => line, keyPathText(path, key, keys), text);
      }
    }
    return map;
  }

  #stop(path: Path, text: string): null {
    if (!this.stopped) {
      this.stopped = true;
      const near = path.slice(0, 2);
      this.#problems.add(() => lineOf(this.#document, this.#lines, near), pathText(near), text);
    }
    return null;
  }
}

function lineOf(document: Document.Parsed, lines: LineCounter, path: Path): number {
  let node: unknown = document.contents;
  let line = 1;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((candidate) => keyText(candidate) === step);
      if (pair === undefined) break;
      line = keyLine(pair, lines) ?? line;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      line = startLine(node, lines) ?? line;
    } else break;
  }
  return line;
}

function keyText(pair: Pair): string {
  const { key } = pair;
  return isScalar(key) ? String(key.value ?? '') : '';
}

function keyLine(pair: Pair, lines: LineCounter): number | null {
  return startLine(pair.key, lines);
}

function startLine(node: unknown, lines: LineCounter): number | null {
  if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return null;
  return node.range ? lines.linePos(node.range[0]).line : null;
}
