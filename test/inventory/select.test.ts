import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { select } from '../../src/inventory/select.ts';
import type { Device } from '../../src/model/device.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import type { PlatformName } from '../../src/model/platform-name.ts';
import type { SelectorInput } from '../../src/model/run-request.ts';
import { foldNames } from '../../src/model/selector/fold-names.ts';

function device(name: string, tags: Record<string, string> = {}, platform: PlatformName = 'junos'): Device {
  return {
    name,
    host: '192.0.2.1',
    port: 22,
    platform,
    username: 'netops',
    auth: [],
    hostKeys: 'strict',
    knownHosts: null,
    legacyAlgorithms: false,
    connectTimeoutMs: 1_000,
    commandTimeoutMs: 1_000,
    sessionLimit: 4,
    groups: [],
    tags,
  };
}

function inventory(devices: readonly Device[], groups: Record<string, string[]> = {}): Inventory {
  return {
    source: 'devices.yaml',
    devices: new Map(devices.map((each) => [each.name, each])),
    groups: new Map(Object.entries(groups)),
    warnings: [],
  };
}

const fleet = inventory(
  [
    device('core-r2', { site: 'fra', role: 'core' }),
    device('core-r1', { site: 'lon', role: 'core' }),
    device('edge-r01.lon', { site: 'lon' }, 'eos'),
    device('edge-r02.lon', { site: 'New York' }, 'eos'),
    device('mx1.fra', { site: 'fra' }),
  ],
  { core: ['core-r2', 'core-r1'], edge: ['edge-r01.lon', 'edge-r02.lon'], spare: [] },
);

const names = (input: SelectorInput, from = fleet): string[] => select(from, input).devices.map(({ name }) => name);

function refusal(input: SelectorInput, from = fleet): RollcallError {
  try {
    select(from, input);
  } catch (thrown) {
    if (thrown instanceof RollcallError) return thrown;
    throw thrown;
  }
  throw new Error(`${String(input)} was taken`);
}

describe('select', () => {
  it.each<[SelectorInput, string[]]>([
    ['all', ['core-r2', 'core-r1', 'edge-r01.lon', 'edge-r02.lon', 'mx1.fra']],
    ['core-r1,core-r2', ['core-r1', 'core-r2']],
    ['core-r[1-2]', ['core-r1', 'core-r2']],
    ['@core', ['core-r2', 'core-r1']],
    ['mx1.fra,all', ['mx1.fra', 'core-r2', 'core-r1', 'edge-r01.lon', 'edge-r02.lon']],
    ['site:lon', ['core-r1', 'edge-r01.lon']],
    ['site:?on*', ['core-r1', 'edge-r01.lon']],
    ['site:"New York"', ['edge-r02.lon']],
    ['platform:e*', ['edge-r01.lon', 'edge-r02.lon']],
    ['*.lon', ['edge-r01.lon', 'edge-r02.lon']],
    ['edge-r[01-09]*', ['edge-r01.lon', 'edge-r02.lon']],
    ['all!@core', ['edge-r01.lon', 'edge-r02.lon', 'mx1.fra']],
    ['all,!@core', ['edge-r01.lon', 'edge-r02.lon', 'mx1.fra']],
    ['@core&site:fra', ['core-r2']],
    ['@core^site:fra', ['core-r1', 'mx1.fra']],
    ['all!@core,core-r1', ['edge-r01.lon', 'edge-r02.lon', 'mx1.fra', 'core-r1']],
    ['all!(@core,mx1.fra)', ['edge-r01.lon', 'edge-r02.lon']],
    ['@edge,@core&site:lon', ['edge-r01.lon', 'core-r1']],
    ['"core-r1"', ['core-r1']],
    [
      ['@edge', 'core-r1', 'core-r1', '*.lon'],
      ['edge-r01.lon', 'edge-r02.lon', 'core-r1'],
    ],
  ])('%j', (input, expected) => {
    expect(names(input)).toEqual(expected);
  });

  it('gives the device with a known name', () => {
    expect(select(fleet, 'mx1.fra').devices).toEqual([
      { known: true, name: 'mx1.fra', device: fleet.devices.get('mx1.fra') },
    ]);
  });

  it('keeps an unknown name, in its place, with near names', () => {
    expect(select(fleet, 'core-r1,core-r3,core-r2').devices.map(({ name, known }) => [name, known])).toEqual([
      ['core-r1', true],
      ['core-r3', false],
      ['core-r2', true],
    ]);
    const [, unknown] = select(fleet, 'core-r[2-3]').devices;
    expect(unknown).toEqual({ known: false, name: 'core-r3', didYouMean: ['core-r2', 'core-r1'] });
    expect(select(fleet, 'mx1').devices[0]).toMatchObject({ didYouMean: ['mx1.fra'] });
    expect(select(fleet, 'CORE-R1').devices[0]).toMatchObject({ didYouMean: ['core-r1', 'core-r2'] });
    expect(select(fleet, 'something-else').devices[0]).toMatchObject({ known: false, didYouMean: [] });
  });

  it('suggests at most three names', () => {
    const many = inventory(Array.from({ length: 9 }, (_, n) => device(`router-${n}`)));
    expect(select(many, 'router-x').devices[0]).toMatchObject({ didYouMean: ['router-0', 'router-1', 'router-2'] });
  });

  it('keeps an unknown name through an intersection', () => {
    expect(names('(core-r1,core-r9)&@core')).toEqual(['core-r1', 'core-r9']);
  });

  it('refuses what is unknown to the right of ! & ^', () => {
    for (const text of ['all!core-r9', '@core&core-r9', '@core^core-r9', 'all!(core-r1,core-r9)', 'all!core-r[1-9]']) {
      expect(refusal(text).code).toBe('bad_selector');
    }
    expect(refusal('all!core-r9').message).toContain('"core-r9"');
    expect(refusal('all!core-r9').hint).toContain('core-r2');
  });

  it('refuses unknown groups and tag keys and says which there are', () => {
    expect(refusal('@cor')).toMatchObject({ code: 'bad_selector', hint: 'did you mean "core"?' });
    expect(refusal('@access')).toMatchObject({ hint: 'there are: core, edge, spare' });
    expect(refusal('sit:fra')).toMatchObject({ code: 'bad_selector', hint: 'did you mean "site"?' });
    expect(refusal('core-r1,vendor:juniper').hint).toBe('there are: platform, site, role');
    expect(refusal('constructor:x').code).toBe('bad_selector');
    expect(refusal('@x', inventory([device('a')])).hint).toBe('the inventory has no groups');
  });

  it('warns about a glob, a tag value and a group without devices', () => {
    expect(select(fleet, ['core-r1', '*.ber', 'site:ber', '@spare', '*.ber']).warnings).toEqual([
      '"*.ber" matches no device',
      '"site:ber" matches no device',
      'group "spare" has no devices',
    ]);
  });

  it('refuses to select nothing at all', () => {
    expect(refusal('*.ber')).toMatchObject({
      code: 'nothing_selected',
      message: 'nothing is selected: "*.ber" matches no device',
    });
    expect(refusal(['a*', 'b*', '@spare', 'x*', 'z*']).message).toBe(
      'nothing is selected: "a*" matches no device: "b*" matches no device: group "spare" has no devices: 2 more like that',
    );
    expect(refusal('@core!@core').code).toBe('nothing_selected');
    expect(refusal('all', inventory([])).code).toBe('nothing_selected');
    expect(refusal([]).code).toBe('nothing_selected');
    expect(refusal('').code).toBe('bad_selector');
  });

  it('lets an exact name win over its meaning as a pattern', () => {
    const odd = inventory(
      [
        device('r*'),
        device('r1'),
        device('core:1', { core: '1' }),
        device('rack 7'),
        device('a,b'),
        device('x[1]'),
        device('x'),
      ],
      {},
    );
    expect(names('r*', odd)).toEqual(['r*']);
    expect(names('core:1', odd)).toEqual(['core:1']);
    expect(names('rack 7', odd)).toEqual(['rack 7']);
    expect(names('a,b', odd)).toEqual(['a,b']);
    expect(names('x[1],r1', odd)).toEqual(['x[1]', 'r1']);
  });

  it.each([
    ['a name', 'x'.repeat(256)],
    ['an unknown name, also to the right of an operator', `all!${'x'.repeat(100_000)}`],
    ['a quoted name', JSON.stringify('ü'.repeat(256))],
    ['a glob', `${'x'.repeat(255)}*`],
    ['a group', `@${'x'.repeat(256)}`],
    ['a tag', `${'x'.repeat(256)}:fra`],
    ['a value', `site:${'x'.repeat(256)}`],
    ['a quoted value', `site:"${'x'.repeat(256)}"`],
  ])('refuses %s over 255 characters, and does not repeat it', (_what, text) => {
    const { code, message, hint = '' } = refusal(text);
    expect(code).toBe('bad_selector');
    expect(message).toContain('at most 255 characters');
    expect(message.length + hint.length).toBeLessThan(300);
  });

  it('shows at most about 60 characters of what it was given', () => {
    const long = 'x'.repeat(255);
    for (const text of [`all!${long}`, `@${long}`, `${long}:fra`, `${long.slice(1)}*`, `site:${long.slice(1)}*`]) {
      expect(refusal(text).message).toMatch(/x{45,60}…/);
      expect(refusal(text).message).not.toMatch(/x{61}/);
    }
  });

  it('takes a folded set of names however long its text is', () => {
    const odd = Array.from({ length: 400 }, (_, index) => device(`core-r${index * 2 + 1}`));
    const text = foldNames(odd.map(({ name }) => name));
    expect(text.length).toBeGreaterThan(1_000);
    expect(names(text, inventory(odd))).toHaveLength(400);
    const longest = device('ü'.repeat(255));
    expect(names(foldNames([longest.name]), inventory([longest]))).toEqual([longest.name]);
  });

  it('bounds what one request may name', () => {
    expect(refusal(['a[1-60000]', 'b[1-60000]']).message).toContain('more than 100000');
    expect(select(fleet, 'zz[1-50000]').devices).toHaveLength(50_000);
  });

  it('selects exactly the devices of a folded text', () => {
    const part = fc.constantFrom('r1', 'r2', 'r03', '.fra', '-', 'x', '[1-2]', ',', '*', 'all', '@', ':', ' ', '"');
    const anyName = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.uniqueArray(anyName, { minLength: 1, maxLength: 40 }),
        fc.infiniteStream(fc.boolean()),
        (all, take) => {
          const chosen = all.filter(() => take.next().value);
          if (chosen.length === 0) return;
          const stock = inventory(all.map((each) => device(each)));
          expect(names(foldNames(chosen), stock).sort()).toEqual([...chosen].sort());
        },
      ),
      { numRuns: 500 },
    );
  });
});
