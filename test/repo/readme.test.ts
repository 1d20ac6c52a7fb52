import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rooms, topFiles } from './layer-table.ts';
import { repositoryFiles, repositoryRoot } from './repository-files.ts';

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');

/** The first column of the table between `<!-- name -->` and `<!-- /name -->`, without its code marks. */
function tableColumn(markdown: string, name: string): readonly string[] {
  const table = new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)<!-- /${name} -->`).exec(markdown)?.[1] ?? '';
  return [...table.matchAll(/^\| `([a-z_-]+)[^`]*`/gm)].map((row) => row[1] ?? '');
}

/** Headings as the anchors that GitHub makes of them. */
function anchors(markdown: string): ReadonlySet<string> {
  const headings = markdown.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm);
  return new Set([...headings].map((found) => anchorOf(found[1] ?? '')));
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

describe('the README', () => {
  it('lists the tools that the MCP server has, no more and no fewer', () => {
    const tools = readdirSync(join(repositoryRoot, 'test/mcp/tools'))
      .filter((file) => file.endsWith('.json'))
      .map((file) => basename(file, '.json'));
    expect(tools.length).toBeGreaterThan(0);
    expect([...tableColumn(read('README.md'), 'tools')].sort()).toEqual(tools.sort());
  });

  it('lists the commands that `rollcall --help` lists', async () => {
    const { stdout: help } = await rollcall(temporaryFolder(), ['--help']);
    const section = /^Commands:\n([\s\S]*)/m.exec(help)?.[1] ?? '';
    const commands = [...section.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map((found) => found[1] ?? '');
    expect(commands).toContain('run');
    expect([...tableColumn(read('README.md'), 'commands')].sort()).toEqual(
      commands.filter((command) => command !== 'help').sort(),
    );
  });

  it('opens with the two commands of a newcomer', () => {
    for (const command of ['npm ci && npm run demo', 'npm ci && npm test'])
      expect(read('README.md')).toContain(command);
    expect(read('.ci/run')).toContain('npm ci && npm test');
  });
});

describe('the documents', () => {
  const documents = repositoryFiles()
    .map((file) => relative(repositoryRoot, file).replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.md'));

  it('have only relative links that lead somewhere', () => {
    const dead: string[] = [];
    let seen = 0;
    for (const document of documents) {
      for (const [, link = ''] of read(document).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(link)) continue;
        seen += 1;
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? document : join(dirname(document), path);
        const there = existsSync(join(repositoryRoot, target));
        const heading = anchor === undefined || (there && target.endsWith('.md') && anchors(read(target)).has(anchor));
        if (!there || !heading) dead.push(`${document}: ${link}`);
      }
    }
    expect(dead).toEqual([]);
    expect(seen).toBeGreaterThan(5);
  });

  it('have a map with every room and top file of src/', () => {
    const source = join(repositoryRoot, 'src');
    const map = read('src/README.md');
    const entries = readdirSync(source).filter((name) => name !== 'README.md');
    expect(entries.sort()).toEqual([...Object.keys(rooms), ...topFiles].sort());
    for (const name of entries) {
      const shown = statSync(join(source, name)).isDirectory() ? `\`${name}/\`` : `\`${name}\``;
      expect(map).toContain(shown);
    }
  });

  it('tell a new release first in the change log', () => {
    const { version }: { version: string } = JSON.parse(read('package.json'));
    expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## \\[(Unreleased|${version.replaceAll('.', '\\.')})\\]`, 'm'));
  });
});
