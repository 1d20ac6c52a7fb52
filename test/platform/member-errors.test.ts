import { describe, expect, it } from 'vitest';
import { memberErrors } from '../../src/platform/member-errors.ts';

const dashes = '-'.repeat(74);

describe('memberErrors', () => {
  it('names each member that answered with an error', () => {
    const answer = `fpc0:\n${dashes}\nSystem ok\n\nfpc1:\n${dashes}\nerror: the pfe subsystem is not running\n\nnode2:\r\n${dashes}\r\nerror: timeout\r\n`;
    expect(memberErrors(answer)).toEqual(['fpc1: error: the pfe subsystem is not running', 'node2: error: timeout']);
  });

  it('takes no other error line for one', () => {
    expect(memberErrors('Nov 20 12:00:00 mx1 cli: x\nerror: in a log\n')).toEqual([]);
    expect(memberErrors('fpc0:\nerror: no dashes between\n')).toEqual([]);
    expect(memberErrors(`fpc0:\n${dashes}\n log said error: x\n`)).toEqual([]);
    expect(memberErrors('')).toEqual([]);
  });
});
