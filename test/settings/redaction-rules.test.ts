import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundledRedactionRules, readRedactionRules } from '../../src/settings/redaction-rules.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function fileWith(text: string): string {
  const path = join(temporaryFolder(), 'redaction.yaml');
  writeFileSync(path, text);
  return path;
}

test('the bundled rules are read, in the order of the file', async () => {
  const { rules } = await readRedactionRules(bundledRedactionRules);
  expect(rules[0]).toMatchObject({ name: 'private key', begin: expect.any(String) });
  expect(rules.length).toBeGreaterThan(30);
});

test('numbers are text', async () => {
  const path = fileWith("rules:\n  - name: 010\n    near: [7]\n    pattern: '7 {word}'\n");
  expect(await readRedactionRules(path)).toEqual({
    rules: [{ name: '010', near: ['7'], pattern: '7 {word}' }],
    places: [`${path}:2`],
  });
});

test.each([
  ['no rules', 'rules: []', /redaction\.yaml:1: rules: /],
  [
    'an unknown key',
    'rules:\n  - name: a\n    words: [x]\n    word: y',
    /redaction\.yaml:4: rules\[0\]\.word: unknown key$/,
  ],
  [
    'a rule without its words',
    'rules:\n  - name: a\n    near: [x]',
    /redaction\.yaml:2: rules\[0\]\.pattern: expected string/,
  ],
  ['another file', 'deny: []', /:1: rules: expected array.*\n.*:1: deny: unknown key$/],
  ['an unknown platform', 'rules:\n  - { name: a, words: [x], platforms: [ios] }', /redaction\.yaml:2: /],
  ['a name twice', 'rules:\n  - { name: a, words: [x] }\n  - { name: a, words: [y] }', /redaction\.yaml:3: .*already/],
  ['broken YAML', 'rules: [', /redaction\.yaml:\d+: /],
])('%s is refused with file and line', async (_, text, message) => {
  await expect(readRedactionRules(fileWith(text))).rejects.toMatchObject({
    code: 'bad_settings',
    message: expect.stringMatching(message),
  });
});

test('a folder, and a file that is far too large, are refused', async () => {
  for (const path of [temporaryFolder(), fileWith('#'.repeat(2_000_000))]) {
    await expect(readRedactionRules(path)).rejects.toMatchObject({ code: 'bad_settings' });
  }
});

test('a file that is missing is refused: nothing is passed on without rules', async () => {
  await expect(readRedactionRules(join(temporaryFolder(), 'none.yaml'))).rejects.toMatchObject({
    code: 'bad_settings',
  });
});
