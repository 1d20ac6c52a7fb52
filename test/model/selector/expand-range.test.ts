import { describe, expect, it } from 'vitest';
import { expandPairwise, expandRanges } from '../../../src/model/selector/expand-range.ts';

describe('expandRanges', () => {
  it.each<[string, string[]]>([
    ['r1', ['r1']],
    ['', ['']],
    ['r[1-3]', ['r1', 'r2', 'r3']],
    ['r[08-10].lon', ['r08.lon', 'r09.lon', 'r10.lon']],
    ['r[01-10/3]', ['r01', 'r04', 'r07', 'r10']],
    ['r[8-10/5]', ['r8']],
    ['r[1-2,5,007]', ['r1', 'r2', 'r5', 'r007']],
    ['[1-2][1-2]', ['11', '12', '21', '22']],
    ['r[99-101]', ['r99', 'r100', 'r101']],
    ['fe80::[1-2]%eth0', ['fe80::1%eth0', 'fe80::2%eth0']],
  ])('expands %s', (text, names) => {
    expect(expandRanges(text)).toEqual(names);
  });

  it.each<[string, RegExp]>([
    ['r[8-1]', /column 3: expected a low bound that is not above the high one/],
    ['r[', /column 3: expected a number, found the end/],
    ['r[]', /column 3: expected a number, found "]"/],
    ['r[1-]', /column 5: expected the upper bound/],
    ['r[1-9/]', /column 7: expected the step/],
    ['r[1-9/0]', /column 7: expected a step of at least 1/],
    ['r[1;2]', /column 4: expected "]", "," or a range/],
    ['r[1/2]', /column 4/],
    ['r[1,]', /column 5: expected a number/],
    ['r[1-1000000000000000]', /at most 15 digits/],
    ['r[1-100001]', /stands for 100001 names/],
    ['r[0-999][0-999]', /stands for 1000000 names/],
  ])('refuses %s', (text, message) => {
    expect(() => expandRanges(text)).toThrow(
      expect.objectContaining({ code: 'bad_selector', message: expect.stringMatching(message) }),
    );
  });

  it('takes 100,000 members', () => {
    expect(expandRanges('r[1-100000]')).toHaveLength(100_000);
  });
});

describe('expandPairwise', () => {
  it('pairs members in order', () => {
    expect(expandPairwise('r[01-02].lon', '10.1.0.[1-2]')).toEqual([
      { name: 'r01.lon', host: '10.1.0.1' },
      { name: 'r02.lon', host: '10.1.0.2' },
    ]);
  });

  it('takes the name as host where none is given', () => {
    expect(expandPairwise('r[1-2]')).toEqual([
      { name: 'r1', host: 'r1' },
      { name: 'r2', host: 'r2' },
    ]);
  });

  it('refuses different lengths', () => {
    expect(() => expandPairwise('r[1-3]', '10.1.0.[1-2]')).toThrow('"r[1-3]" stands for 3 names, "10.1.0.[1-2]" for 2');
    expect(() => expandPairwise('r[1-3]', '10.1.0.1')).toThrow('for 1');
  });
});
