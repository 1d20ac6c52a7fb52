import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldSelection } from '../../src/result/field-selection.ts';
import { compareVersions } from '../../src/result/software-version.ts';

describe('compareVersions', () => {
  it.each([
    ['20.4R3-S9.3', '21.4R3-S5.4'],
    ['21.4R3', '21.4R3-S5.4'],
    ['21.4R3-S5.4', '21.10R1'],
    ['8.4.4', '10.0'],
    ['10.0-rc1', '10.0'],
    ['17.03.04', '17.03.04a'],
    ['9.99999999999999999998', '9.99999999999999999999'],
    ['', '1'],
  ])('%s is before %s', (earlier, later) => {
    expect(compareVersions(earlier, later)).toBe(-1);
    expect(compareVersions(later, earlier)).toBe(1);
  });

  it('is an order: every version equals itself, and swapping turns it round', () => {
    const version = fc.stringMatching(/^[0-9a-zR.-]{0,12}$/);
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(compareVersions(a, a)).toBe(0);
        expect(compareVersions(a, b) + compareVersions(b, a)).toBe(0);
      }),
    );
  });

  it('is there in expressions', () => {
    const found = fieldSelection("[version_below(a, '22'), version_compare(a, '21.4R3')]", 'select').select({
      a: '21.4R3',
    });
    expect(found).toEqual([true, 0]);
  });
});
