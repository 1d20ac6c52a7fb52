import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { patternComplaint } from '../../src/result/line-pattern.ts';
import { readCommandsFile } from '../../src/settings/read-commands-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function read(text: string) {
  const path = join(temporaryFolder(), 'checks.yaml');
  writeFileSync(path, text);
  return readCommandsFile(path, patternComplaint);
}

/** The lines of its error, without the folder. */
function complaints(text: string): string {
  try {
    read(text);
  } catch (thrown) {
    const { code, message } = RollcallError.from(thrown);
    expect(code).toBe('bad_request');
    return message.replaceAll(/^.*checks\.yaml/gm, 'checks.yaml');
  }
  throw new Error('it was taken');
}

const noDiff = [{ no_diff: true }];

describe('a commands file', () => {
  it('may have one command a line', () => {
    expect(read('# before the upgrade\n\nshow version\n  show log messages | match "a: b"\n')).toEqual([
      { command: 'show version', checks: noDiff },
      { command: 'show log messages | match "a: b"', checks: noDiff },
    ]);
  });

  it('may be a list of commands with labels and checks', () => {
    const text = `# before the upgrade
- show version
- command: show bgp summary
  label: bgp
  checks:
    - no_diff
    - not_smaller: { pattern: Establ }
    - delta: { pattern: 'paths: (\\d+)', percent: 5 }
    - in_range: { pattern: 'Groups: (\\d+)', min: 1, max: 10 }
`;
    expect(read(text)).toEqual([
      { command: 'show version', checks: noDiff },
      {
        command: 'show bgp summary',
        label: 'bgp',
        checks: [
          { no_diff: true },
          { not_smaller: { pattern: 'Establ' } },
          { delta: { pattern: 'paths: (\\d+)', percent: 5 } },
          { in_range: { pattern: 'Groups: (\\d+)', min: 1, max: 10 } },
        ],
      },
    ]);
    expect(read('\uFEFF- show version\r\n- show arp\r\n')).toHaveLength(2);
    expect(read('["show version", {"command": "show arp"}]')).toHaveLength(2);
  });

  it.each([
    ['- command: show version\n  chekcs: [no_diff]\n', /^checks\.yaml:2: \[0\]\.chekcs: unknown key$/],
    ['- show version\n- 5\n', /^checks\.yaml:2: \[1\]: expected object, received number$/],
    [
      '- command: x\n  checks:\n    - delta: { pattern: "(a)" }\n',
      /^checks\.yaml:3: \[0\]\.checks\[0\]\.delta(\.percent)?: .*expected number/,
    ],
    ['- command: x\n  checks:\n    - no_dif\n', /^checks\.yaml:3: \[0\]\.checks\[0\]: .*expected object/],
    [
      '- command: x\n  checks:\n    - { no_diff: true, delta: { pattern: "(a)", percent: 1 } }\n',
      /^checks\.yaml:3: .*expected one of no_diff/,
    ],
    ['- command: x\n  checks:\n    - in_range: { pattern: "(a)" }\n', /^checks\.yaml:3: .*expected min, max or both/],
    ['- command: x\n  checks:\n    - in_range: { pattern: "(a)", min: 2, max: 1 }\n', /min is greater than max/],
    [
      '- command: x\n  checks:\n    - delta: { pattern: "a", percent: 1 }\n',
      /^checks\.yaml:3: \[0\]\.checks\[0\]\.delta\.pattern: expected 1 group .*found 0/,
    ],
    [
      '- command: x\n  checks:\n    - not_smaller:\n        pattern: "(?=a)"\n',
      /^checks\.yaml:4: .*pattern: no usable regular expression/,
    ],
    ['- [\n', /^checks\.yaml:\d/],
    ['', /^checks\.yaml:1: expected at least one command$/],
    ['# nothing\n', /expected at least one command/],
    ['[]', /^checks\.yaml:1: expected at least one command$/],
    ['show version\n- show arp\n', /^checks\.yaml:2: expected one command a line, or a YAML list/],
    ['commands:\n  - show version\n', /^checks\.yaml:1: expected one command a line.*\nchecks\.yaml:2: /],
    ['{ "command": "show version" }', /^checks\.yaml:1: expected one command a line/],
    [`# long\n${'x'.repeat(5_000)}\n`, /^checks\.yaml:2: \[0\]\.command: .*<=4096 characters$/],
  ])('%j is refused with its place', (text, message) => {
    expect(complaints(text)).toMatch(message);
  });

  it('that is not there is named', () => {
    expect(() => readCommandsFile(join(temporaryFolder(), 'none.yaml'), patternComplaint)).toThrow(
      /none\.yaml: cannot be read: no such file/,
    );
  });
});
