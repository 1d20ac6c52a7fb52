import { describe, expect, it } from 'vitest';
import { verdicts } from '../../src/model/verdict.ts';
import { textTable } from '../../src/present/text-table.ts';
import { shippedGuard } from '../support/shipped-guard.ts';
import { seededNumbers, varyLine } from '../support/vary-line.ts';
import { type JudgedLine, readGuardList } from './read-guard-list.ts';

/** Lines on which the guard and the list differ, each with the guard's verdict and why it stays. */
const explained: ReadonlyMap<string, readonly [string, string]> = new Map(
  ['"request system reboot"', '"error|fail|warn"', '"a | save /var/tmp/x"'].map((pattern) => [
    `show log messages | match ${pattern}`,
    ['sensitive', 'a log holds what other people typed; the list itself calls file show /var/log/messages sensitive'],
  ]),
);

const list = readGuardList();
const judge = (line: string) => shippedGuard.judge(line, 'junos', 'netops');

const judgedAs = (line: string): string => list.find((each) => each.line === line)?.verdict ?? 'not in the list';

/** The list's hard floor; holds for whatever says the same as the line. */
function breaksFloor({ verdict, acceptable }: JudgedLine, judged: ReturnType<typeof judge>): boolean {
  if (judged.verdict === 'read' && !acceptable.includes('read')) return true;
  const grave = verdict === 'write' || verdict === 'dangerous' || verdict === 'infinite';
  return judged.allowed && grave && !acceptable.includes('read') && !acceptable.includes('sensitive');
}

describe('the judged list', () => {
  it('is there', () => {
    expect(list.length).toBeGreaterThanOrEqual(200);
  });

  it('has no line on which the hard floor breaks', () => {
    expect(list.filter((each) => breaksFloor(each, judge(each.line)))).toEqual([]);
  });

  it('differs from the guard only where that is explained', () => {
    const differing = list.filter(({ line, acceptable }) => !acceptable.includes(judge(line).verdict));
    expect(differing.map(({ line }) => [line, judge(line).verdict])).toEqual(
      [...explained].map(([line, [verdict]]) => [line, verdict]),
    );
    const rows = [...explained].map(([line, [verdict, why]]) => [line, judgedAs(line), verdict, why]);
    const table = textTable(['LINE', 'LIST', 'GUARD', 'WHY'], rows);
    process.stdout.write(`${list.length - differing.length} of ${list.length} lines agree; the others:\n${table}`);
  });

  it('agrees with the guard on at least 98 lines of 100', () => {
    const agreeing = list.filter(({ line, acceptable }) => acceptable.includes(judge(line).verdict));
    expect(agreeing.length / list.length).toBeGreaterThanOrEqual(0.98);
  });

  it('keeps the hard floor, and its verdicts or graver ones, in 100,000 variations', () => {
    const next = seededNumbers(20_260_101);
    const broken: unknown[] = [];
    let varied = 0;
    for (let count = 0; varied < 100_000 && count < 200_000; count += 1) {
      const each = list[count % list.length];
      if (each === undefined) continue;
      const line = varyLine(each.line, next);
      if (line === each.line) continue;
      varied += 1;
      const judged = judge(line);
      const milder = verdicts.indexOf(judged.verdict) < verdicts.indexOf(judge(each.line).verdict);
      if (milder || breaksFloor(each, judged)) broken.push([each.line, line, judged.verdict]);
    }
    expect(varied).toBe(100_000);
    expect(broken.slice(0, 20)).toEqual([]);
  });
});
