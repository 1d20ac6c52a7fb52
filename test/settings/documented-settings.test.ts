import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../src/model/settings.ts';
import { loadSettings } from '../../src/settings/load-settings.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = join(import.meta.dirname, '../..');
const defaults = settingsSchema.parse({});

describe('config/settings.yaml', () => {
  const text = readFileSync(join(root, 'config/settings.yaml'), 'utf8');

  it('changes nothing as it stands', () => {
    const { values } = loadSettings({
      flags: {},
      env: {},
      homeDir: '/nowhere',
      file: join(root, 'config/settings.yaml'),
    });
    expect(values).toEqual(defaults);
  });

  it('names every setting in the order of the schema, with its default', () => {
    const path = join(temporaryFolder(), 'settings.yaml');
    writeFileSync(path, text.replace(/^#(?=[a-z_]+:)/gm, ''));
    const { values, origins } = loadSettings({ flags: {}, env: {}, homeDir: '/nowhere', file: path });
    expect(values).toEqual(defaults);
    expect(new Set(Object.values(origins).map(({ origin }) => origin))).toEqual(new Set(['file']));
    expect([...text.matchAll(/^#([a-z_]+):/gm)].map(([, name]) => name)).toEqual(Object.keys(defaults));
  });
});

describe('docs/settings.md', () => {
  it('has a row for every setting with its default', () => {
    const rows = readFileSync(join(root, 'docs/settings.md'), 'utf8').matchAll(/^\| `([a-z_]+)` \| `([^`]*)` \|/gm);
    expect([...rows].map(([, name, value]) => [name, value])).toEqual(
      Object.entries(defaults).map(([name, value]) => [
        name,
        Array.isArray(value) ? JSON.stringify(value) : String(value),
      ]),
    );
  });
});
