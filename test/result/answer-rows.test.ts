import { describe, expect, it } from 'vitest';
import { columnsOf, rowReader } from '../../src/result/answer-rows.ts';

const summary = 'Peer        AS  State\n192.0.2.1   1   Active\n192.0.2.3   2   Establ\r\n2001:db8::1 3   Active\n';

describe('rowReader', () => {
  it('reads one row of each line that matches, by the names of its groups', () => {
    const match = String.raw`^(?P<peer>\S+)\s+(?P<as>\d+)\s+(?P<state>Active)$`;
    expect(columnsOf(match)).toEqual(['peer', 'as', 'state']);
    expect(rowReader({ match }, 'text')('r1', summary)).toEqual({
      ok: true,
      rows: [
        { device: 'r1', peer: '192.0.2.1', as: '1', state: 'Active' },
        { device: 'r1', peer: '2001:db8::1', as: '3', state: 'Active' },
      ],
    });
  });

  it('reads an object, a list of objects or plain values of JSON', () => {
    const answer = JSON.stringify({ a: [{ b: 'x', c: { d: 1 }, device: 'liar' }, null, { b: 2 }], e: 'f' });
    const read = (select: string) => rowReader({ select }, 'json')('r1', answer);
    expect(read('a')).toEqual({
      ok: true,
      rows: [
        { device: 'r1', b: 'x', c: '{"d":1}' },
        { device: 'r1', b: 2 },
      ],
    });
    expect(read('{it: e}')).toEqual({ ok: true, rows: [{ device: 'r1', it: 'f' }] });
    expect(read('e')).toEqual({ ok: true, rows: [{ device: 'r1', value: 'f' }] });
    expect(read('nothing')).toEqual({ ok: true, rows: [] });
  });

  it('says what is wrong with an answer, and cuts what is no fact', () => {
    expect(rowReader({ select: 'a' }, 'json')('r1', 'error: x')).toMatchObject({ ok: false, code: 'bad_answer' });
    expect(rowReader({ match: '^(?P<a>x)$' }, 'text')('r1', 'x\n'.repeat(10_001))).toMatchObject({
      code: 'too_many_rows',
    });
    const long = rowReader({ match: '^(?P<a>x+)$' }, 'text')('r1', 'x'.repeat(5_000));
    expect(long.ok && String(long.rows[0]?.a).length).toBe(1_000);
  });

  it('without a spec an answer is a row of its device alone', () => {
    expect(rowReader(undefined, undefined)('r1', 'whatever')).toEqual({ ok: true, rows: [{ device: 'r1' }] });
  });
});
