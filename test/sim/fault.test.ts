import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignFaults, faultKinds, parseFaults } from '../../src/sim/fault.ts';
import { Prng } from '../../src/sim/prng.ts';

describe('parseFaults', () => {
  test('reads every kind, whole and broken percentages', () => {
    expect(parseFaults(faultKinds.map((kind) => `${kind}=1`)).map(({ kind }) => kind)).toEqual(faultKinds);
    expect(parseFaults([' auth-fail=2.5% '])).toEqual([{ kind: 'auth-fail', percent: 2.5 }]);
  });

  test.each([
    [['refuse'], 'fault "refuse" is not KIND=PERCENT'],
    [['refuse=-1'], 'fault "refuse=-1" is not KIND=PERCENT'],
    [['refuse=five'], 'fault "refuse=five" is not KIND=PERCENT'],
    [['explode=5'], 'unknown fault "explode"'],
    [['hang=5', 'hang=6'], 'fault "hang" is given twice'],
    [['hang=60', 'refuse=41'], 'the faults add up to 101 %'],
  ])('%j is a bad request: %s', (list, message) => {
    expect(() => parseFaults(list)).toThrowError(expect.objectContaining({ code: 'bad_request', message }));
  });
});

describe('assignFaults', () => {
  test('5 % of 500 is 25, for each kind', () => {
    const faults = assignFaults(parseFaults(['refuse=5', 'auth-fail=5']), 500, new Prng('a'));
    expect(faults.filter((fault) => fault === 'refuse')).toHaveLength(25);
    expect(faults.filter((fault) => fault === 'auth-fail')).toHaveLength(25);
  });

  test('a share above 0 % is at least one device, 0 % none', () => {
    const faults = assignFaults(parseFaults(['hang=1', 'garbage=0']), 10, new Prng('a'));
    expect(faults.filter((fault) => fault !== null)).toEqual(['hang']);
  });

  test('equal seeds give equal faults; the seed matters', () => {
    const shares = parseFaults(['hang=20']);
    const drawn = (seed: string) => assignFaults(shares, 100, new Prng(seed));
    expect(drawn('a')).toEqual(drawn('a'));
    expect(drawn('a')).not.toEqual(drawn('b'));
  });

  test('never more faults than devices', () => {
    const share = fc.record({ kind: fc.constantFrom(...faultKinds), percent: fc.integer({ min: 0, max: 100 }) });
    fc.assert(
      fc.property(
        fc.array(share, { maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        fc.string(),
        (shares, count, seed) => {
          expect(assignFaults(shares, count, new Prng(seed))).toHaveLength(count);
        },
      ),
    );
  });
});
