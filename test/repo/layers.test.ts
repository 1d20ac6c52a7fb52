import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packages, rooms, topFiles } from './layer-table.ts';
import { layerViolations, packageName } from './layer-violations.ts';
import { repositoryFiles, repositoryRoot } from './repository-files.ts';
import { parseSource, readSource } from './source-file.ts';

const sources = repositoryFiles('src')
  .filter((file) => file.endsWith('.ts'))
  .map(readSource);

describe('the layers', () => {
  it('are read at all', () => {
    expect(sources.length).toBeGreaterThanOrEqual(50);
    expect(sources.flatMap((file) => file.imports).length).toBeGreaterThanOrEqual(100);
  });

  it('hold in every file', () => {
    expect(sources.flatMap(layerViolations)).toEqual([]);
  });

  it('have a folder for every room of the table', () => {
    const folders = new Set(sources.map((file) => file.path.split('/')[1] ?? ''));
    expect([...folders].sort()).toEqual([...Object.keys(rooms), ...topFiles].sort());
  });

  it('only ever point down: a room imports rooms of a lower layer', () => {
    for (const room of Object.values(rooms)) {
      for (const target of [...room.imports, ...(room.typesFrom ?? [])]) {
        expect(rooms[target]?.layer).toBeLessThan(room.layer);
      }
    }
  });

  it('give every dependency its room', () => {
    const manifest: { dependencies: object } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
    expect(Object.keys(packages).sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  it('allow no package and no Node.js module that is not used there', () => {
    const allowed = [
      ...Object.entries(packages).flatMap(([name, { only }]) => only.map((place) => [place, name] as const)),
      ...Object.entries(rooms).flatMap(([room, { node }]) =>
        node === 'any' ? [] : node.map((module) => [room, module] as const),
      ),
    ];
    expect(allowed.length).toBeGreaterThan(15);
    const uses = (place: string, name: string): boolean =>
      sources.some(
        ({ path, imports }) =>
          (path === `src/${place}` || path.startsWith(`src/${place}/`)) &&
          imports.some(({ from }) => from === name || packageName(from) === name),
      );
    expect(allowed.filter(([place, name]) => !uses(place, name))).toEqual([]);
  });
});

describe('a breach is seen', () => {
  const breaches: readonly (readonly [string, string, RegExp])[] = [
    ['src/schedule/x.ts', "import { Client } from 'ssh2';", /imports ssh2/],
    ['src/transport/x.ts', "import { Client } from 'ssh2';", /imports ssh2/],
    ['src/plan/x.ts', "import { hash } from 'node:crypto';", /imports node:crypto/],
    ['src/plan/x.ts', "import type { Hash } from 'node:crypto';", /imports node:crypto/],
    ['src/mcp/x.ts', "import type { A } from '../cli/a.ts';", /imports cli/],
    ['src/mcp/x.ts', "import { fold } from '../result/fold.ts';", /imports result/],
    ['src/mcp/x.ts', "import { type A, fold } from '../result/fold.ts';", /imports result/],
    ['src/mcp/x.ts', "import '../result/fold.ts';", /imports result/],
    ['src/cli/x.ts', "export { dial } from '../transport/dial.ts';", /imports transport/],
    ['src/cli/x.ts', "export * from '../transport/dial.ts';", /imports transport/],
    ['src/app/x.ts', "const late = await import('../cli/late.ts');", /imports cli/],
    ['src/app/x.ts', "type A = import('../mcp/a.ts').A;", /imports mcp/],
    ['src/app/x.ts', 'const late = await import(name);', /imports \(computed\)/],
    ['src/base/x.ts', "import leftPad from 'left-pad';", /gives to no room/],
    ['src/shed/x.ts', "import { a } from '../base/a.ts';", /a room the table does not know/],
    ['src/app/x.ts', 'const plan = { jobs } as unknown as ApprovedPlan;', /only src\/guard\/approve\.ts/],
    ['src/app/x.ts', 'const jobs = list as readonly ApprovedJob[];', /only src\/guard\/approve\.ts/],
    ['src/app/x.ts', 'start(plan as never);', /hides any type/],
  ];
  it.each(breaches)('%s: %s', (path, text, expected) => {
    expect(layerViolations(parseSource(path, text)).join('\n')).toMatch(expected);
  });

  const fine: readonly (readonly [string, string])[] = [
    ['src/mcp/x.ts', "import type { RunView } from '../result/run-view.ts';"],
    ['src/transport/ssh2/x.ts', "import { Client } from 'ssh2';"],
    ['src/guard/approve.ts', 'const plan = { jobs } as unknown as ApprovedPlan;'],
    ['src/main.ts', "import { serve } from './mcp/serve.ts';"],
  ];
  it.each(fine)('but not in %s: %s', (path, text) => {
    expect(layerViolations(parseSource(path, text))).toEqual([]);
  });
});
