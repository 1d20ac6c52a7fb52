import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../src/mask/line-patterns.ts';
import { bundledMaskRules, readMaskRules } from '../../src/settings/mask-rules.ts';
import { bundledMasker } from '../support/bundled-masker.ts';

const rules = await readMaskRules(bundledMaskRules);

/** Where a pattern takes the square of this many steps, it does not come back within a test's time. */
const chars = 200_000;
const pieces = [
  ' ',
  '1',
  'a',
  '1:',
  '1w',
  '1 ',
  'a ',
  'a 1 ',
  '1.1',
  '1,',
  '- ',
  '(',
  '0x1',
  '"a" : "1',
  '<a b="1">',
  '10.0.0.1 ',
  '1/',
  ': 1',
  '\t',
];

const long = (piece: string): string => piece.repeat(Math.ceil(chars / piece.length));

describe('no line takes more than linear time', () => {
  test.each(rules.map((each) => [each.platform, each] as const))(
    '%s',
    (_, { masks, own_hostname: names }) => {
      const patterns = [
        ...masks.flatMap((mask) => ('pattern' in mask ? [{ text: mask.pattern, near: mask.near ?? [''] }] : [])),
        ...names.map(({ near, pattern }) => ({ text: pattern, near: [near] })),
      ];
      for (const { text, near } of patterns) {
        const regex = compilePattern('hostile', text, 'g');
        for (const piece of [...pieces, near[0] || 'a1 ', `${near[0]} 1 `]) {
          const line = `${near[0]}${long(piece)}`;
          expect(line.replaceAll(regex, '').length).toBeLessThanOrEqual(line.length);
        }
      }
    },
    60_000,
  );

  test.each(['{"a":"', '{"', '<a ', '<a>', '{"a":"\\"', '{"data" : "1', '"host-name" : "', 'Hostname: '])(
    'structured answers of %s',
    (piece) => {
      const text = `${piece.startsWith('<') ? '<a>' : '{"a":"1"}'}${long(piece)}`;
      const context = {
        platform: 'junos',
        command: 'show bgp summary | display json',
        device: 'r1',
        address: null,
      } as const;
      expect(bundledMasker(text, context).text.length).toBeGreaterThan(0);
    },
  );
});
