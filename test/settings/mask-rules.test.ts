import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { platformNames } from '../../src/model/platform-name.ts';
import { bundledMaskRules, readMaskRules } from '../../src/settings/mask-rules.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function folderWith(text: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'junos.yaml'), text);
  writeFileSync(join(folder, 'notes.txt'), 'not rules');
  return folder;
}

test('there are bundled rules for every platform, each in the file of its name', async () => {
  const rules = await readMaskRules(bundledMaskRules);
  expect(rules.map(({ platform }) => platform)).toEqual([...platformNames].sort());
});

const head = 'platform: junos\nexact: []\nown_hostname: []\n';

test('every kind of rule is read', async () => {
  const text = `${head}masks:
  - { name: a, pattern: 'x(1)', near: [x], commands: [show x], except: [show x y] }
  - { name: b, header: [A, B], columns: [B], count_from: right }
  - { name: c, fields: ['junos:seconds'] }
  - { name: d, banner: 'x' }
`;
  const [rules] = await readMaskRules(folderWith(text));
  expect(rules?.masks.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
});

test.each([
  ['no masks', `${head}masks: []`, /junos\.yaml:4: masks: /],
  ['an unknown key', `${head}masks:\n  - { name: a, patern: x }`, /junos\.yaml:5: masks\[0\]/],
  ['a name that is no word', `${head}masks:\n  - { name: up time, pattern: x }`, /junos\.yaml:5: /],
  ['a platform nobody knows', head.replace('junos', 'vms'), /junos\.yaml:1: platform: /],
  [
    'the rules of another platform',
    `${head.replace('junos', 'eos')}masks:\n  - { name: a, pattern: x }`,
    /junos\.yaml:1: platform: expected junos/,
  ],
  ['an empty file', '', /junos\.yaml/],
  ['broken YAML', 'masks: [', /junos\.yaml:\d+: /],
])('%s is refused with file and line', async (_, text, message) => {
  await expect(readMaskRules(folderWith(text))).rejects.toMatchObject({
    code: 'bad_settings',
    message: expect.stringMatching(message),
  });
});

test('a folder that is missing is refused', async () => {
  await expect(readMaskRules(join(temporaryFolder(), 'none'))).rejects.toMatchObject({ code: 'bad_settings' });
});
