import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { platformNames } from '../../src/model/platform-name.ts';
import { loadGuardGrammars } from '../../src/settings/guard-grammars.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const shipped = join(import.meta.dirname, '../../config/guard');

/** What loading says of the shipped grammars after `change` to junos.yaml. */
function complaint(change: (text: string) => string): string {
  const folder = temporaryFolder();
  cpSync(shipped, folder, { recursive: true });
  const file = join(folder, 'junos.yaml');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  try {
    loadGuardGrammars(folder);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(RollcallError);
    const { code, message } = RollcallError.from(thrown);
    expect(code).toBe('bad_settings');
    return message.replaceAll(file, 'junos.yaml');
  }
  return 'nothing';
}

describe('loadGuardGrammars', () => {
  it('loads every platform', () => {
    expect(loadGuardGrammars().map(({ platform }) => platform)).toEqual(platformNames);
    expect(complaint((text) => text)).toBe('nothing');
  });

  it.each([
    ['a verdict that is none', 'verdict: read\n', 'verdict: harmless\n', /^junos\.yaml:27: commands\.show\.verdict: /],
    ['an unknown key', 'quotes: asleep', 'quotes: asleep\nquoted: live', /^junos\.yaml:\d+: .*quoted/],
    [
      'a verdict without a reason',
      '  restart: { verdict: dangerous, reason: ',
      '  restart: { verdict: dangerous, instead: ',
      /junos\.yaml:\d+: commands\.restart: expected a verdict with its reason/,
    ],
    ['broken YAML', 'commands:', 'commands: [', /^junos\.yaml:\d+: /],
    ['another platform', 'platform: junos', 'platform: eos', /^junos\.yaml:1: platform: expected junos/],
    [
      'a key twice',
      'quotes: asleep',
      'quotes: asleep\nquotes: live',
      /^junos\.yaml:\d+: quotes: expected each key once/,
    ],
  ])('names file, line and key of %s', (_what, old, changed, expected) => {
    expect(complaint((text) => text.replace(old, changed))).toMatch(expected);
  });

  it('names a file that is missing or empty', () => {
    expect(complaint(() => '')).toMatch(/^junos\.yaml:1: /);
    const folder = temporaryFolder();
    cpSync(shipped, folder, { recursive: true });
    rmSync(join(folder, 'frr.yaml'));
    expect(() => loadGuardGrammars(folder)).toThrow(/frr\.yaml: cannot be read: /);
  });
});
