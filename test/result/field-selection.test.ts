import { describe, expect, it } from 'vitest';
import { fieldSelection } from '../../src/result/field-selection.ts';

const junos = {
  'bgp-information': [
    {
      'bgp-peer': [
        {
          'peer-address': [{ data: '10.0.0.1' }],
          'peer-state': [{ data: 'Established' }],
          'flap-count': [{ data: '2' }],
        },
        { 'peer-address': [{ data: '10.0.0.9' }], 'peer-state': [{ data: 'Active' }], 'flap-count': [{ data: '7' }] },
      ],
    },
  ],
};
const select = (expression: string, value: unknown = junos): unknown =>
  fieldSelection(expression, 'select').select(value);

/** Twelve loops, each inside the one before. */
const nested = (around: (inner: string) => string): string =>
  Array.from({ length: 12 }).reduce<string>((inner) => around(inner), '@');

describe('fieldSelection', () => {
  it('picks fields', () => {
    expect(
      select('"bgp-information"[0]."bgp-peer"[].{address: "peer-address"[0].data, state: "peer-state"[0].data}'),
    ).toEqual([
      { address: '10.0.0.1', state: 'Established' },
      { address: '10.0.0.9', state: 'Active' },
    ]);
    expect(select(`"bgp-information"[0]."bgp-peer"[?"peer-state"[0].data != 'Established'] | length(@)`)).toBe(1);
    expect(select('"bgp-information"[0]."bgp-peer"[]."flap-count"[0].data | map(&to_number(@), @) | sum(@)')).toBe(9);
  });

  it('finds nothing where there is nothing, and where a function meets another type', () => {
    expect(select('nothing.here')).toBeNull();
    expect(select('sum("bgp-information")')).toBeNull();
    expect(select('a', 'a text')).toBeNull();
  });

  it.each([
    ['a[', 'no usable JMESPath expression'],
    ['', 'no usable JMESPath expression'],
    ['x'.repeat(2_001), 'longer than 2000 characters'],
    ['a[*].[$]', 'the root $'],
    ['let $x = @ in a[*].[$x]', 'is not supported'],
    ['pad_left(a, `1000000000`)', 'the function pad_left'],
    ["replace(a, 'b', a)", 'the function replace'],
    ['join(a, b)', 'the function join'],
    ['no_such_function(a)', 'the function no_such_function'],
    [Array.from({ length: 8 }, () => '[@, @][]').join(' | '), 'more than 100 times'],
    [`${'to_string(['.repeat(30)}@${'])'.repeat(30)}`, 'more than 100 times'],
    ['map(&map(&[@,@,@,@,@,@], [@,@,@,@,@,@]), [@,@,@,@])', 'more than 100 times'],
    ['{"__proto__": a}', 'the name __proto__'],
  ])('refuses %j', (expression, why) => {
    expect(() => fieldSelection(expression, 'select')).toThrow(
      expect.objectContaining({ code: 'bad_request', message: expect.stringContaining(why) }),
    );
  });

  it.each([
    nested((inner) => `map(&${inner}, \`[1,1,1,1,1,1,1,1,1,1]\`)`),
    nested((inner) => `\`[1,1,1,1,1,1,1,1,1,1]\`[*].[${inner}]`),
    nested((inner) => `map(&${inner}, split('aaaaaaaaaaaaaaaaaaaa', ''))`),
    nested((inner) => `map(&${inner}, split(type(@), ''))`),
    `map(&map(&length(split('${'a'.repeat(900)}', '')), split('${'a'.repeat(900)}', '')), @)`,
  ])('stops %j, which makes lists inside lists without end', (expression) => {
    const selection = fieldSelection(expression, 'select');
    expect(() => selection.select(Array.from({ length: 1_000 }, () => 1))).toThrow(
      expect.objectContaining({ code: 'bad_request', message: expect.stringContaining('lists of its own') }),
    );
  });

  it('goes through a large answer', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => ({ name: `ge-0/0/${index}`, state: 'down' }));
    const names = JSON.stringify(Array.from({ length: 50 }, (_, index) => `ge-0/0/${index}`));
    expect(select(`[?contains(\`${names}\`, name) && state == 'down'].name | length(@)`, rows)).toBe(50);
  });

  it('has no keys but those of the answer', () => {
    const answer = JSON.parse('{"a":{"x":1},"b":{"__proto__":{"y":2},"constructor":3}}');
    for (const key of ['constructor', 'toString', '__proto__', 'a.constructor.name', '"__proto__".toString']) {
      expect(select(key, answer)).toBeNull();
    }
    expect(select('b."__proto__".y', answer)).toBe(2);
    expect(select('b.constructor', answer)).toBe(3);
  });

  it('takes nothing for a kind of node that stands in a literal', () => {
    expect(select('`{"type": "Root", "x": 1}`.x')).toBe(1);
  });
});
