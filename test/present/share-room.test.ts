import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, fairSize } from '../../src/present/share-room.ts';

describe('fairSize', () => {
  it('gives all of it when it fits, else cuts the longest first', () => {
    expect(fairSize([10, 20, 30], 60)).toBe(Number.POSITIVE_INFINITY);
    expect(fairSize([10, 20, 30], 59)).toBe(29);
    expect(fairSize([100, 10, 100], 110)).toBe(50);
    expect(fairSize([5], -3)).toBe(0);
    expect(fairSize([], 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('never gives out more than there is (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000)), fc.nat(5_000), (sizes, room) => {
        const most = fairSize(sizes, room);
        expect(sizes.reduce((sum, size) => sum + Math.min(size, most), 0)).toBeLessThanOrEqual(room);
      }),
    );
  });
});

describe('cutText', () => {
  it('cuts at the end of a line and counts whole lines', () => {
    expect(cutText('one\ntwo\nthree\n', 12)).toEqual({ text: 'one\ntwo\n', omitted: 6, lines: 2 });
    expect(cutText('one\n', 5)).toEqual({ text: 'one\n', omitted: 0, lines: 0 });
  });

  it('cuts inside a line only where there is no other way', () => {
    const cut = cutText('x'.repeat(500), 100);
    expect(cut).toEqual({ text: 'x'.repeat(100), omitted: 400, lines: 0 });
    expect(cutText('x'.repeat(500), 50).text).toBe('');
  });

  it('keeps within the room, counted as JSON, and loses nothing unsaid (property)', () => {
    const text = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n', '😀', '\u0001'.repeat(300))));
    fc.assert(
      fc.property(text, fc.nat(2_000), (parts, room) => {
        const whole = parts.join('');
        const cut = cutText(whole, room);
        expect(whole.startsWith(cut.text)).toBe(true);
        expect(cut.text.length + cut.omitted).toBe(whole.length);
        if (cut.omitted > 0) expect(JSON.stringify(cut.text).length - 2).toBeLessThanOrEqual(room);
      }),
    );
  });
});
