import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { defaultPolicy } from '../../src/model/policy.ts';
import { readPolicy } from '../../src/settings/read-policy.ts';
import { makeFifo } from '../support/make-fifo.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function fileOf(text: string): string {
  const path = join(temporaryFolder(), 'policy.yaml');
  writeFileSync(path, text);
  return path;
}

function complaint(path: string): string {
  try {
    readPolicy(path);
  } catch (thrown) {
    const { code, message } = RollcallError.from(thrown);
    expect(code).toBe('bad_settings');
    return message.replaceAll(path, 'policy.yaml');
  }
  return 'nothing';
}

describe('readPolicy', () => {
  it('without a file, or with nothing in it, is the default', () => {
    expect(readPolicy(null)).toBe(defaultPolicy);
    expect(readPolicy(fileOf('# nothing yet\n'))).toEqual(defaultPolicy);
    expect(defaultPolicy).toEqual({
      verdicts: ['read', 'sensitive'],
      changes: ['write', 'dangerous'],
      allow: [],
      deny: [],
    });
  });

  it('reads the example of the documentation', () => {
    const policy = readPolicy(
      fileOf(
        'verdicts: [read]\nchanges: []\ndeny:\n  - { command: "show configuration", groups: [core], tokens: [ci] }\n',
      ),
    );
    expect(policy).toEqual({
      verdicts: ['read'],
      changes: [],
      allow: [],
      deny: [{ command: 'show configuration', groups: ['core'], tokens: ['ci'] }],
    });
  });

  it.each([
    ['verdicts: [read, write]', /^policy\.yaml:1: verdicts\[1\]/],
    ['verdicts: [infinite]', /^policy\.yaml:1: verdicts\[0\]/],
    ['changes: [read]', /^policy\.yaml:1: changes\[0\]/],
    ['\nalow: []', /^policy\.yaml:2: alow: unknown key$/],
    ['verdicts: [reed]', /^policy\.yaml:1: verdicts\[0\]: expected one of "read"\|"sensitive"$/],
    ['deny:\n  - { comand: x }', /^policy\.yaml:2: deny\[0\]/],
    [
      'deny:\n  - { command: "show  version" }',
      /^policy\.yaml:2: deny\[0\]\.command: expected words of printable ASCII/,
    ],
    ['deny:\n  - { command: "" }', /^policy\.yaml:2: deny\[0\]\.command/],
    ['deny:\n  - command: show\n    groups: []', /^policy\.yaml:3: deny\[0\]\.groups/],
    ['deny:\n  - command: show\n    platforms: [vax]', /^policy\.yaml:3: deny\[0\]\.platforms\[0\]/],
    [
      'allow: [{ command: "show x | save y" }]',
      /^policy\.yaml:1: allow\[0\]\.command: expected a command without pipes/,
    ],
    ['deny: [{ command: "show x|display xml" }]', /^policy\.yaml:1: deny\[0\]\.command: expected "\|" as a word/],
    ['deny: [{ command: "show *config*" }]', /^policy\.yaml:1: deny\[0\]\.command: expected no word with "\*"/],
    ['deny: [{ command: \'show "x"\' }]', /^policy\.yaml:1: deny\[0\]\.command: expected no quotes/],
    ['- a', /^policy\.yaml/],
    ['a: [', /^policy\.yaml/],
  ])('%j names file, line and key', (text, message) => {
    expect(complaint(fileOf(text))).toMatch(message);
  });

  it('a file that everyone may write is an error, one that the group may write is none', () => {
    const path = fileOf('verdicts: [read]');
    chmodSync(path, 0o664);
    expect(readPolicy(path).verdicts).toEqual(['read']);
    chmodSync(path, 0o666);
    expect(complaint(path)).toContain('every user of this machine may write it');
  });

  it('a file that is not there or is none is an error, never the default', () => {
    expect(complaint(join(temporaryFolder(), 'gone.yaml'))).toContain('cannot be read');
    expect(complaint(makeFifo(join(temporaryFolder(), 'fifo')))).toContain('it is no regular file');
  });
});
