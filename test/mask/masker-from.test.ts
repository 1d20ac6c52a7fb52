import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskerFrom } from '../../src/mask/masker-from.ts';
import { type MaskRule, type MaskRules, maskRulesSchema } from '../../src/model/mask-rules.ts';
import { noMasks } from '../../src/model/masker.ts';
import { type PlatformName, platformNames } from '../../src/model/platform-name.ts';
import { loadMaskRules } from '../../src/settings/mask-rules.ts';
import { bundledMasker } from '../support/bundled-masker.ts';

const masked = (command: string, text: string, platform: PlatformName = 'junos') =>
  bundledMasker(text, { platform, command, device: 'lab-9', address: null });

const rulesOf =
  (...masks: readonly unknown[]) =>
  (): MaskRules =>
    maskRulesSchema.parse({ platform: 'junos', exact: ['show configuration'], own_hostname: [], masks });
const maskerOf = (...masks: readonly Partial<MaskRule>[]) => {
  const masker = maskerFrom(rulesOf(...masks));
  return (text: string, command = 'show thing') =>
    masker(text, { platform: 'junos', command, device: 'lab-9', address: null });
};

const header = 'Peer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State|#Active/Received\n';

describe('show bgp summary of Junos', () => {
  const one = `${header}10.0.0.2              65001        980        981       0       1     9:41:02 Establ\n  inet.0: 3/5/5/0\n`;
  const other = `${header}10.0.0.2              65001    1234567    1234566       3      12 29w5d 22:42:36 Establ\n  inet.0: 3/5/5/0\n`;

  test('folds in spite of counters, uptimes and the width of columns', () => {
    expect(masked('show bgp summary', one).text).toBe(masked('show bgp summary', other).text);
    expect(masked('sh bgp sum', one)).toEqual(masked('show bgp summary', one));
    expect(masked('show bgp summary', one).masks).toEqual(['counters', 'uptime']);
  });

  test.each([
    ['the state', 'Establ', 'Active'],
    ['the peer', '10.0.0.2 ', '10.0.0.3 '],
    ['the AS number', '65001', '65002'],
    ['prefix counts', '3/5/5/0', '2/5/5/0'],
  ])('does not when %s differs', (_, from, to) => {
    const before = masked('show bgp summary', one).text;
    expect(masked('show bgp summary', other.replace(from, to)).text).not.toBe(before);
  });

  test('keeps a state in the place of a counter, and counts in the place of a state', () => {
    expect(masked('show bgp summary', `${header}10.0.0.2  65001  Idle  981  0  1  9 Establ\n`).text).toContain(
      ' Idle ',
    );
    expect(masked('show bgp summary', `${header}10.0.0.2  65001  7  981  0  1  9 10/12/12/0 0/0/0/0\n`).text).toContain(
      '<uptime> 10/12/12/0 0/0/0/0',
    );
  });
});

test('an address in the place of a counter stays', () => {
  expect(masked('show bgp summary', `${header}10.0.0.2  65001  10.0.0.9  981  0  1  9 Establ\n`).text).toContain(
    '10.0.0.9',
  );
});

describe('facts', () => {
  test('have nothing masked but what a rule names', () => {
    const text =
      '## Last commit: 2026-09-03 08:38:13 UTC by admin\nlogin { message "up since 2026-09-03 08:38:13"; }\n';
    expect(masked('show configuration', text).text).toBe(
      '## Last commit: <timestamp> by admin\nlogin { message "up since 2026-09-03 08:38:13"; }\n',
    );
  });

  test('are known by a shortened command and in set form', () => {
    const text = 'set system login message "2026-09-03 08:38:13"\n';
    expect(masked('sh conf | display set', text).text).toBe(text);
  });
});

describe('banners', () => {
  test.each(['{master}', '{master:0}', '{backup}', '{primary:node0}', '{linecard:1}'])(
    '%s at the end is dropped',
    (banner) => {
      const without = masked('show version', 'Model: mx480\n');
      expect(masked('show version', `Model: mx480\n\n${banner}\n`)).toEqual({ ...without, masks: ['member_banner'] });
    },
  );

  test('a device without one may end in blank lines too', () => {
    expect(masked('show version', 'Model: mx480\n\n')).toEqual(masked('show version', 'Model: mx480\n'));
  });

  test('other braces stay', () => {
    const text = 'system {\n}\n';
    expect(masked('show configuration', text).text).toBe(text);
  });
});

describe('structured answers', () => {
  test('JSON on one line, numbers and text', () => {
    expect(
      masked(
        'show ip bgp summary json',
        '{"peers":{"10.0.0.2":{"msgRcvd":12,"peerUptime":"00:00:05","state":"Established"}}}',
        'frr',
      ).text,
    ).toBe('{"peers":{"10.0.0.2":{"msgRcvd":<counters>,"peerUptime":"<uptime>","state":"Established"}}}');
  });

  test('JSON as Junos wraps it: data of the key before, not of others', () => {
    const text =
      '{\n"peer" : [\n{\n"flap-count" : [\n{\n"data" : "7"\n}\n],\n"peer-as" : [\n{\n"data" : "65001"\n}\n]\n}\n]\n}';
    expect(masked('show bgp summary | display json', text).text).toBe(text.replace('"7"', '"<counters>"'));
  });

  test('XML elements and attributes', () => {
    const text =
      '<bgp-peer>\n<elapsed-time junos:seconds="26528">7:22:08</elapsed-time>\n<peer-state>Established</peer-state>\n</bgp-peer>\n';
    expect(masked('show bgp summary | display xml', text).text).toBe(
      '<bgp-peer>\n<elapsed-time junos:seconds="<uptime>"><uptime></elapsed-time>\n<peer-state>Established</peer-state>\n</bgp-peer>\n',
    );
  });
});

describe('rules', () => {
  test('replace the groups, or all that fits', () => {
    expect(maskerOf({ name: 'a', pattern: 'x(\\d)y(\\d)?' })('x1y2 x3y.').text).toBe('x<a>y<a> x<a>y.');
    expect(maskerOf({ name: 'a', pattern: 'x\\dy' })('1 x1y 2').text).toBe('1 <a> 2');
  });

  test('leave one blank beside a value, none at the ends of a line', () => {
    const masker = maskerOf({ name: 'a', pattern: '\\d+' });
    expect(masker('  1   up    2  ').text).toBe('<a> up <a>');
    expect(masker('  a:   1.').text).toBe('  a: <a>.');
  });

  test('that come first have what overlaps, and only they have fired', () => {
    const masker = maskerOf({ name: 'a', pattern: '1 2', near: ['1'] }, { name: 'b', pattern: '2 3', near: ['1'] });
    expect(masker('1 2 3')).toEqual({ text: '<a> 3', masks: ['a'] });
  });

  test('tables begin behind their header and end with a blank line', () => {
    const masker = maskerOf({ name: 'n', header: ['Name', 'In', 'Out Q'], columns: ['In', 'Out Q'] });
    expect(masker('a 1 2\nName  In  Out Q\n\na 1 2\nb x 2\n\na 1 2').text).toBe(
      'a 1 2\nName  In  Out Q\n\na <n> <n>\nb x <n>\n\na 1 2',
    );
  });

  test('count columns from the right where told', () => {
    const masker = maskerOf({ name: 'n', header: ['Name', 'Age', 'Type'], columns: ['Age'], count_from: 'right' });
    expect(masker('Name Age Type\nlong name 7 x\nname 12 x').text).toBe('Name Age Type\nlong name <n> x\nname <n> x');
  });

  test.each([
    ['a pattern that is none', { name: 'bad_one', pattern: '(' }],
    ['a value that is none', { name: 'bad_one', header: ['A', 'B'], columns: ['B'], value: '(' }],
    ['a column without title', { name: 'bad_one', header: ['A', 'B'], columns: ['C'] }],
  ])('%s is refused by name', (_, rule) => {
    expect(() => maskerOf(rule)('1')).toThrow(/mask "bad_one"/);
  });
});

test('without masks, text is as it came', () => {
  const context = { platform: 'junos', command: 'show version', device: 'r1', address: '10.0.0.1' } as const;
  expect(noMasks('r1 10.0.0.1\n{master}\n', context)).toEqual({ text: 'r1 10.0.0.1\n{master}\n', masks: [] });
});

/** Lines as devices write them, with any number in the places of numbers. */
const lines = [
  'Peer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State|#Active',
  '10.0.0.2              65001       7       7       7       7 3w2d 4:19:15 Establ',
  '8:16AM  up 7 days, 23:14, 7 users, load averages: 0.43, 0.43, 0.42',
  'Last configured: 2026-03-05 16:04:34 UTC (2w6d 16:12 ago) by admin',
  '    Input  packets:            7                    7 pps',
  '  Input rate     : 7 bps (7 pps)',
  '  Last flapped   : 2026-02-09 13:37:59 UTC (23:39:35 ago)',
  '    Errors: 7, Drops: 7, Framing errors: 0',
  'last pid: 7;  load averages:  1.72,  1.70,  1.70  up 7+21:25:46    15:51:17',
  ' 1844 root          2   0   762M   118M kqread  1  87:26  0.29% rpd',
  '10.36.3.3/32       *[OSPF/10/10] 1w0d 15:56:54, metric 7',
  '64 bytes from 10.0.0.1: icmp_seq=7 ttl=62 time=7.7 ms',
  'Nov 20 17:01:02  lab-9 rpd[7]: BGP peer 10.0.0.9 down',
  'Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd',
  '10.1.1.2        4      65002        7        7        7    0    0 00:00:05            7        7 N/A',
  '     7 packets input, 7 bytes, 0 no buffer',
  'lab-9 uptime is 1 year, 2 weeks, 3 days',
  '"flap-count" : [',
  '"data" : "7"',
  '<up-time junos:seconds="7">7:22:08</up-time>',
  '',
  '{master}',
];
const someLine = fc
  .tuple(fc.constantFrom(...lines), fc.nat(), fc.constantFrom(' ', '  ', '    '))
  .map(([line, number, blanks]) => line.replaceAll('7', String(number)).replaceAll('  ', blanks));
const someText = fc.array(someLine, { maxLength: 12 }).map((parts) => parts.join('\n'));
const commands = [
  'show bgp summary',
  'show interfaces extensive',
  'show system processes',
  'show route',
  'show thing',
  'show configuration',
  'ping x',
  'uptime',
];

test('masking what is masked changes nothing, and what is remembered makes no difference', () => {
  fc.assert(
    fc.property(
      someText,
      fc.constantFrom(...platformNames),
      fc.constantFrom(...commands),
      (text, platform, command) => {
        const context = { platform, command, device: 'lab-9', address: '10.0.0.1' };
        const once = bundledMasker(text, context);
        expect(bundledMasker(once.text, context).text).toBe(once.text);
        expect(once.masks).toEqual([...new Set(once.masks)].sort());
      },
    ),
    { numRuns: 3_000 },
  );
  const used = maskerFrom(loadMaskRules);
  fc.assert(
    fc.property(fc.array(someText, { minLength: 20, maxLength: 20 }), (texts) => {
      const fresh = maskerFrom(loadMaskRules);
      const context = { platform: 'junos', command: 'show bgp summary', device: 'lab-9', address: null } as const;
      for (const text of [...texts, ...texts]) expect(used(text, context)).toEqual(fresh(text, context));
    }),
    { numRuns: 20 },
  );
});

test('where there are no tables, each line is masked for itself, whatever stands between', () => {
  const line = fc.oneof(
    someText.map((text) => text.replaceAll('\n', ' ')),
    fc.constantFrom(
      'Last flapped : 2020-01-01',
      'up for 3w2d 1:02:03',
      'ü 7',
      `${'plain text '.repeat(30)}`,
      '',
      '€ 1',
    ),
  );
  const context = { platform: 'junos', command: 'show thing', device: 'no-name', address: null } as const;
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
      // The first line says what form an answer has.
      const masked = (text: string): string => bundledMasker(`first\n${text}\nlast`, context).text;
      const each = lines.map((text) => masked(text).split('\n')[1] ?? '');
      expect(masked(lines.join('\n'))).toBe(['first', ...each, 'last'].join('\n'));
    }),
    { numRuns: 1_000 },
  );
});
