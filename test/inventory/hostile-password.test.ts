import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { sourceIn } from './support/inventory-of.ts';
import { write } from './support/write-file.ts';

/** Four letters that make no word and no hexadecimal number: a message that holds them holds the password. */
const start = Array.from({ length: 4 }, () => 'GHJKLMNPQRSTVWXZ'[randomInt(16)]).join('');
const pw = `${start}${randomInt(1_000, 10_000)}`;

/** Passwords as people type them without quotes, or with the wrong ones; all but a few are no YAML text. */
const forms: readonly string[] = [
  ...['!', '!!', '! ', '!a!', '*', '&', '&a *', '!t &', '|', '|2', '>', '>-', '@', '`', '%', '#', ',', '-', '- ', '? '],
  ...['[', '{', ']', '}', '"', "'", '\t', '--- ', '... ', '<<: *', '!!int ', '!!float ', '!!binary ', '!!timestamp '],
  ...['!!map ', '!!seq ', '!!set ', '!!omap ', '!!pairs ', '!!bool ', '!!null ', '[[', '{{', '&a ', 'x, *', ': '],
  ...['x: ', '12,', "x', ", 'x", ', '%YAML ', '!<', 'x\n', 'x\n      ', 'x\n---\n', 'x\n...\n', 'x\n%', '"x": '],
]
  .map((before) => before + pw)
  .concat(
    ...[`"${pw}"x`, `"${pw}" ${pw}`, `'${pw}' ${pw}`, `${pw}: x`, `${pw}]`, `${pw}}`, `"${pw}\\z${pw}"`, `"\\u${pw}"`],
    ...[
      `"\\x${pw}"`,
      `"${pw}\\"`,
      `!${pw}! x`,
      `!<${pw}>`,
      `!<${pw}> x`,
      `? ${pw} : x`,
      `"a" : ${pw} : "b"`,
      `"${pw}\n`,
    ],
    ...[`[a, ${pw}: b, {x`, `{${pw}: 1}`, `{${pw}: 1, ${pw}: 2}`, `[${pw}]`, `[[${pw}]]`, `{env: ${pw}-X}`, `x,${pw}`],
    ...[
      `{file: "a\\0${pw}"}`,
      `{command: ${pw}}`,
      `{command: [${pw}, "\\0"]}`,
      `{env: A, ${pw}: b}`,
      `{a: {${pw}: 1}}`,
    ],
    ...[
      `{env: {${pw}: x}}`,
      `*x,${pw}`,
      `${pw}: ${pw}: ${pw}`,
      `a,${pw}: 1,${pw}: 2`,
      `${pw}\n      - ${pw}`,
      `${pw} #x`,
    ],
    ...[
      `${pw}\n    ${pw}: 1\n    ${pw}: 2`,
      `${pw}\n  ${pw}`,
      `'${pw}''`,
      `"${pw}`,
      `|\n${pw}`,
      `>${pw}\n  x`,
      `,${pw}: 1`,
    ],
  );

/** Where a password may stand, also where none belongs; `$` is the password. */
const places: readonly (readonly [file: string, text: string])[] = [
  ['devices.yaml', 'devices:\n  r1:\n    auth:\n      - password: $\n'],
  ['devices.yaml', 'devices:\n  r1:\n    auth:\n      - key: k\n        passphrase: $\n'],
  ['devices.yaml', 'devices:\n  r1:\n    auth:\n      - agent\n      - $\n'],
  ['devices.yaml', 'devices:\n  r1:\n    auth: $\n'],
  ['devices.yaml', 'devices:\n  r1:\n    password: $\n    host: x\n'],
  ['devices.yaml', 'devices: {r1: {password: $, host: x}}\n'],
  ['devices.yaml', 'devices: {r1: {auth: [{password: $}], host: x}}\n'],
  ['devices.yaml', 'devices: {r1: {auth: [{key: k, passphrase: $}], host: x}}\n'],
  ['devices.yaml', 'defaults:\n  auth: $\ndevices: {r1: {}}\n'],
  ['devices.yaml', 'defaults:\n  auth:\n    - password: $\ndevices: {r1: {}}\n'],
  ['devices.yaml', 'defaults: {password: $}\ndevices: {r1: {}}\n'],
  ['devices.yaml', 'groups:\n  g:\n    auth:\n      - password: $\ndevices: {r1: {}}\n'],
  ['devices.yaml', 'groups: {g: {auth: [{password: $}]}}\ndevices: {r1: {}}\n'],
  ['devices.yaml', 'devices:\n  r1: {password: {command: [$]}}\n'],
  ['devices.json', '{"devices": {"r1": {"auth": [{"password": $}]}}}\n'],
  ['devices.json', '{"devices": {"r1": {"auth": [{"key": "k", "passphrase": $}]}}}\n'],
  ['devices.json', '{"defaults": {"auth": [{"password": $}]}, "devices": {"r1": {}}}\n'],
  ['devices.json', '{"r1": {"ip": "10.0.0.1", "auth": {"type": "password", "password": $}}}\n'],
  ['devices.json', '{\n  "r1": {\n    "ip": "10.0.0.1",\n    "password": $\n  }\n}\n'],
  ['devices.json', '{"r1": {"ip": "10.0.0.1", "auth": $}}\n'],
];

/** Login data inside an address, and a file that is only the password. */
const others: readonly (readonly [file: string, text: string])[] = [
  ['devices.yaml', `devices: {r1: {host: "user:${pw}@h"}}`],
  ['devices.yaml', `devices: {r1: {host: "${pw}@h"}}`],
  ['devices.yaml', `devices: {"r[1-2]": {host: "user:${pw}@h[1-3]"}}`],
  ['devices.yaml', `devices: {r1: {host: "user:${pw}@h["}}`],
  ['devices.yaml', `devices: {"user:${pw}@h": {}}`],
  ['devices.yaml', `devices: {"user:${pw}@h": {host: h, port: x}}`],
  ['devices.yaml', `devices: {"user:${pw}@h[": {host: h}}`],
  ['devices.yaml', `devices: {r1: {port: "ssh://user:${pw}@h"}}`],
  ['devices.yaml', `devices: {r1: {groups: ["user:${pw}@h"]}}`],
  ['devices.json', `{"r1": {"ip": "user:${pw}@h"}}`],
  ['devices.json', `{"user:${pw}@h": {"ip": "h", "port": 0}}`],
  ['devices.yaml', pw],
  ['devices.yaml', `${pw}\n${pw}\n`],
  ['devices.yaml', `"${pw}"`],
  ['devices.yaml', `devices: ${pw}`],
  ['devices.yaml', `devices: {r1: ${pw}}`],
  ['devices.yaml', `defaults: ${pw}\ngroups: ${pw}\ndevices: {}`],
];

/** Everything that a person or a log gets to see of the file, as the first one and as a changed one. */
async function said(file: string, text: string): Promise<string> {
  const folder = temporaryFolder();
  const path = write(join(folder, file), text, 0o644);
  const lines: string[] = [];
  const note = (fields: object, message: string): void => void lines.push(inspect(fields), message);
  const logger = { debug: note, info: note, warn: note, error: note };
  const clock = new FakeClock();
  const ask = async (source: ReturnType<typeof sourceIn>): Promise<void> => {
    try {
      lines.push(...(await source.current()).warnings);
    } catch (thrown) {
      lines.push(inspect(thrown, { depth: 8 }), RollcallError.from(thrown).hint ?? '');
      expect(RollcallError.from(thrown).code).toBe('bad_inventory');
    }
  };
  const source = sourceIn(folder, { path, purpose: 'serve', logger, clock });
  await ask(source);
  write(path, 'devices: { good: {} }\n');
  clock.advance(500);
  await ask(source);
  write(path, text, 0o644);
  clock.advance(500);
  await ask(source);
  return lines.join('\n');
}

describe('no message, warning or log shows a password', () => {
  it.each(places)('%s: %j', async (file, text) => {
    const shown: string[] = [];
    for (const form of forms) {
      const output = await said(
        file,
        text.replaceAll('$', () => form),
      );
      if (output.includes(start)) shown.push(`${JSON.stringify(form)}: ${output}`);
    }
    expect(shown).toEqual([]);
  });

  it('nor one inside an address, nor the text of a wrong file', async () => {
    for (const [file, text] of others) {
      const output = await said(file, text);
      expect(output).not.toContain(start);
      expect(output).toMatch(/devices\.(yaml|json):/);
    }
  });
});

it('the forms are hostile: most make an inventory that is refused', async () => {
  const texts = places.map(([, text]) => text);
  const outputs = await Promise.all(
    forms.map((form) =>
      said(
        'devices.yaml',
        (texts[0] ?? '').replaceAll('$', () => form),
      ),
    ),
  );
  expect(outputs.filter((output) => output.includes('bad_inventory')).length).toBeGreaterThan(forms.length / 2);
});
