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
  ])('refuses %j', (expression, why) => {
    expect(() => fieldSelection(expression, 'select')).toThrow(
      expect.objectContaining({ code: 'bad_request', message: expect.stringContaining(why) }),
    );
  });

  it('takes nothing for a kind of node that stands in a literal', () => {
    expect(select('`{"type": "Root", "x": 1}`.x')).toBe(1);
  });
});
