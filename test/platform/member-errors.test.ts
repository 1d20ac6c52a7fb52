import { describe, expect, it } from 'vitest';
import { memberErrors } from '../../src/platform/member-errors.ts';

const dashes = '-'.repeat(74);

describe('memberErrors', () => {
  it('names each member that answered with an error', () => {
    const answer = `fpc0:\n${dashes}\nSystem ok\n\nfpc1:\n${dashes}\nerror: the pfe subsystem is not running\n\nnode2:\r\n${dashes}\r\nerror: timeout\r\n`;
    expect(memberErrors(answer)).toEqual(['fpc1: error: the pfe subsystem is not running', 'node2: error: timeout']);
  });

  it('repeats no more than a few short lines, without what steers a terminal', () => {
    const answer = `fpc0:\n${dashes}\n${`error: \u001b[2J\u202e${'x'.repeat(5_000)}\n`.repeat(5_000)}`;
    const notes = memberErrors(answer);
    expect(notes).toHaveLength(10);
    for (const note of notes) expect(note).toMatch(/^fpc0: error: +\[2J x{200,290}…$/);
  });

  it('takes no other error line for one', () => {
    expect(memberErrors('Nov 20 12:00:00 mx1 cli: x\nerror: in a log\n')).toEqual([]);
    expect(memberErrors('fpc0:\nerror: no dashes between\n')).toEqual([]);
    expect(memberErrors(`fpc0:\n${dashes}\n log said error: x\n`)).toEqual([]);
    expect(memberErrors('')).toEqual([]);
  });
});
