import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PlatformName } from '../../src/model/platform-name.ts';
import { platformNames } from '../../src/model/platform-name.ts';
import { bundledMaskRules, readMaskRules } from '../../src/settings/mask-rules.ts';
import { bundledMasker } from '../support/bundled-masker.ts';

interface Example {
  readonly platform: PlatformName;
  readonly mask: string;
  readonly command: string;
  readonly text: string;
  readonly masked: string;
}

const document = readFileSync(join(import.meta.dirname, '../../docs/masks.md'), 'utf8');

const examples = document.split(/^### /m).flatMap((section): readonly Example[] => {
  const platform = platformNames.find((name) => section.startsWith(`${name}\n`));
  if (platform === undefined) return [];
  return [...section.matchAll(/^\| `(\w+)` \| `(.*?)` \| `(.*)` \| `(.*)` \|$/gm)].map(
    ([, mask = '', command = '', text = '', masked = '']) => ({
      platform,
      mask,
      command: unescaped(command),
      text: unescaped(text),
      masked: unescaped(masked),
    }),
  );
});

function unescaped(cell: string): string {
  return cell.replaceAll('\\|', '|').replaceAll(' ⏎ ', '\n');
}

const mask = ({ platform, command }: Example, text: string) =>
  bundledMasker(text, { platform, command, device: 'lab-9', address: null });

describe('the examples in docs/masks.md', () => {
  test.each(examples.map((example) => [`${example.platform}: ${example.mask}, ${example.command}`, example] as const))(
    '%s',
    (_, example) => {
      const { text, masks } = mask(example, example.text);
      expect(text.trimEnd()).toBe(example.masked);
      expect(masks).toContain(example.mask);
      expect(mask(example, text).text).toBe(text);
    },
  );

  test('show every mask of every platform', async () => {
    const shown = new Set(examples.map((example) => `${example.platform} ${example.mask}`));
    const known = (await readMaskRules(bundledMaskRules)).flatMap(({ platform, masks }) =>
      masks.map(({ name }) => `${platform} ${name}`),
    );
    expect([...new Set(known)].filter((name) => !shown.has(name))).toEqual([]);
  });
});
