import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryFiles, repositoryRoot } from './repository-files.ts';
import { readSource } from './source-file.ts';

const files = repositoryFiles().map((file) => relative(repositoryRoot, file).replaceAll('\\', '/'));
const sources = files.filter((file) => /^src\/.*\.ts$/.test(file));
const code = files.filter((file) => /^(src|test|scripts)\/.*\.(ts|mjs|sh)$/.test(file));

const text = (file: string): string => readFileSync(`${repositoryRoot}/${file}`, 'utf8');
const lineCount = (file: string): number => text(file).split('\n').length - 1;

describe('files', () => {
  it('are found at all', () => {
    expect(sources.length).toBeGreaterThanOrEqual(50);
    expect(code.length).toBeGreaterThan(sources.length);
  });

  it('have names that say something', () => {
    const empty = /(^|[/.-])(utils?|helpers?|common|managers?|misc)([/.-]|$)/i;
    expect(files.filter((file) => empty.test(file))).toEqual([]);
  });

  it('are named in kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
    const folderOrFile = code.flatMap((file) => file.split('/').filter((part) => !kebab.test(part)));
    expect(folderOrFile).toEqual([]);
  });

  it('are named after something they export', () => {
    const unlike: ReadonlyMap<string, string> = new Map([
      ['src/main.ts', 'the entry point exports nothing'],
      ['src/index.ts', 'the public interface exports what others made'],
      ['src/cli/node-version.ts', 'exports the message about it'],
      ['src/cli/doctor-checks.ts', 'exports what they find'],
      ['src/platform/cisco-like.ts', 'exports the rules of each platform of that kind'],
      ['src/platform/nokia.ts', 'exports the rules of each of its platforms'],
      ['src/inventory/fields.ts', 'exports one reader for each kind of field'],
      ['src/present/mcp-answer.ts', 'exports how a run is presented as one'],
      ['src/present/share-room.ts', 'exports the parts of sharing a size'],
      ['src/sim/junos/grammar.ts', 'exports its verbs and how a line resolves'],
      ['src/sim/junos/network-answers.ts', 'exports one answer for each show command'],
    ]);
    const misnamed = sources.filter((file) => {
      const stems = basename(file, '.ts')
        .split('-')
        .map((word) => word.replace(/s$/, ''));
      const words = readSource(`${repositoryRoot}/${file}`).exports.flatMap(
        (name) => name.match(/[A-Z]?[a-z0-9]+/g) ?? [],
      );
      const said = words.map((word) => word.toLowerCase());
      const agrees = (stem: string): boolean => said.some((word) => word.startsWith(stem) || stem.startsWith(word));
      return !unlike.has(file) && !stems.some(agrees);
    });
    expect(misnamed).toEqual([]);
    expect([...unlike.keys()].filter((file) => !sources.includes(file))).toEqual([]);
  });

  it('stay small: none over 300 lines, half of src/ under 100', () => {
    expect(code.filter((file) => lineCount(file) > 300)).toEqual([]);
    const lengths = sources.map(lineCount).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(100);
  });

  it('reach the packages and the rooms directly: the only barrel is src/index.ts', () => {
    expect(sources.filter((file) => basename(file) === 'index.ts')).toEqual(['src/index.ts']);
  });
});

describe('the tree', () => {
  const offenders = (pattern: RegExp): readonly string[] => files.filter((file) => pattern.test(text(file)));

  it('holds no private key, token or password file', () => {
    expect(offenders(/-----BEGIN [A-Z ]*PRIVATE KEY-----(\s|\\n)+[A-Za-z0-9+/=]{30}/)).toEqual([]);
    expect(offenders(/\b(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|npm_[A-Za-z0-9]{36}|sk-ant-[\w-]{20})/)).toEqual(
      [],
    );
    expect(files.filter((file) => /(^|\/)(\.env|id_(rsa|ecdsa|ed25519)|known_hosts)$/.test(file))).toEqual([]);
  });

  it('names no folder of the machine it was written on', () => {
    expect(offenders(/(^|[\s"'`(=:])\/(wor[k]|far[m]|roo[t]|User[s])\//m)).toEqual([]);
    // In tests it may be a folder on a router; files of the tests' own are made under os.tmpdir().
    expect(offenders(/(^|[\s"'`(=:])\/tm[p]\//m).filter((file) => !file.startsWith('test/'))).toEqual([]);
  });

  it('installs from whatever registry the user has: the lock file names none', () => {
    expect(text('package-lock.json')).not.toContain('"resolved": "http');
  });
});
