import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { repositoryRoot } from './repository-files.ts';

export interface Import {
  readonly from: string;
  /** `import type`, or every name in it marked `type`. */
  readonly typeOnly: boolean;
}

/** What the rules look at in one source file, read with a parser. */
export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  /** Names it exports; re-exports included. */
  readonly exports: readonly string[];
  /** The type text of every `x as T`. */
  readonly casts: readonly string[];
}

export function parseSource(path: string, text: string): SourceFile {
  const { module, program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const imports: Import[] = [];
  const exports: string[] = [];
  const casts: string[] = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    // `import './x.ts'` has no entries and does load the module.
    imports.push({ from: moduleRequest.value, typeOnly: entries.length > 0 && entries.every((entry) => entry.isType) });
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, exportName, isType } of entries) {
      if (moduleRequest !== null) imports.push({ from: moduleRequest.value, typeOnly: isType });
      if (exportName.name !== null) exports.push(exportName.name);
    }
  }
  new Visitor({
    ImportExpression({ source }) {
      const constant = source.type === 'Literal' && typeof source.value === 'string';
      imports.push({ from: constant ? String(source.value) : '(computed)', typeOnly: false });
    },
    TSImportType({ source }) {
      imports.push({ from: source.value, typeOnly: true });
    },
    TSAsExpression({ typeAnnotation }) {
      casts.push(text.slice(typeAnnotation.start, typeAnnotation.end));
    },
  }).visit(program);
  return { path, imports, exports, casts };
}

export function readSource(file: string): SourceFile {
  return parseSource(relative(repositoryRoot, file).replaceAll('\\', '/'), readFileSync(file, 'utf8'));
}
