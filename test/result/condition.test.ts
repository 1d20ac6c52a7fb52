import { describe, expect, it } from 'vitest';
import { conditionOf, expressionComplaint, namesIn } from '../../src/result/condition.ts';

describe('conditionOf', () => {
  it('tells true, false and neither apart, and never throws', () => {
    const value = { facts: { release: '20.4R3', up: 3 } };
    const test = (expression: string) => conditionOf(expression, 'when').test(value);
    expect(test("version_below(facts.release, '21')")).toEqual({ ok: true, holds: true });
    expect(test('facts.up > `5`')).toEqual({ ok: true, holds: false });
    expect(test('facts.up')).toEqual({ ok: false, why: 'it is neither true nor false but a number' });
    expect(test("facts.release < '21'")).toMatchObject({ ok: false, why: expect.stringContaining('version_below') });
    expect(test("version_below(facts.nothing, '21')")).toMatchObject({
      ok: false,
      why: expect.stringContaining('expected argument 1'),
    });
  });

  it('refuses what is no expression, and what could take any time', () => {
    expect(() => conditionOf('a ==', 'when')).toThrow('"when" is no usable JMESPath expression');
    expect(expressionComplaint('a ==')).toMatch(/^no usable JMESPath expression: /);
    expect(expressionComplaint('$.a')).toContain('the root $ is not supported');
    expect(expressionComplaint('a.b')).toBeNull();
  });

  it('takes a second for all that it is asked of, not for each', () => {
    const list = `\`[${Array.from({ length: 150 }, () => '1').join(',')}]\``;
    // Less than a tenth of what one value alone may take.
    const heavy = `length(map(&length(map(&length(map(&abs(@), ${list}[:5])), ${list})), ${list})) > \`0\``;
    const condition = conditionOf(heavy, 'when');
    const verdicts = Array.from({ length: 100 }, () => condition.test({}));
    expect(verdicts[0]).toEqual({ ok: true, holds: true });
    expect(verdicts.at(-1)).toEqual({ ok: false, why: 'it goes through lists of its own too often' });
    const usual = conditionOf("version_below(facts.release, '21')", 'when');
    for (let device = 0; device < 20_000; device += 1) {
      if (!usual.test({ facts: { release: '20.4R3' } }).ok) throw new Error(`no verdict on device ${device}`);
    }
  });
});

describe('namesIn', () => {
  it('finds what an expression looks up in what it is given, not in what it found there', () => {
    expect(namesIn("facts.release == 'x' && !(bgp.rows[?up == `true`].peer | [0] == 'y')")).toEqual(['facts', 'bgp']);
    expect(namesIn('length(alarms.rows) > `0` || device == `"r1"`')).toEqual(['alarms', 'device']);
    expect(namesIn('sort_by(a.rows, &peer)[0].b')).toEqual(['a']);
    expect(namesIn('a ==')).toEqual([]);
  });
});
