import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { auditArchive } from '../../src/audit/audit-archive.ts';
import { lineHash } from '../../src/audit/line-hash.ts';
import { cliCaller } from '../../src/model/caller.ts';
import { makeFifo } from '../support/make-fifo.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ended, logOf, trailIn } from './audit-fixture.ts';

describe('the audit log', () => {
  it.each(['on', 'required'] as const)('%s: keeps every entry in order, chained, and intact', async (mode) => {
    const { home, file, path, lines, verify } = await logOf(5, mode);
    expect(file).toMatch(/^\d{8}T\d{6}\.\d{3}Z-h_1-4711\.jsonl$/);
    expect(lines.map((line) => JSON.parse(line).event.run_id)).toEqual(['RUN0', 'RUN1', 'RUN2', 'RUN3', 'RUN4']);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      prev: lineHash(file),
      caller: { ...cliCaller, user: 'netops' },
    });
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ prev: lineHash(lines[0] ?? '') });
    expect(await verify()).toEqual([{ file, lines: 5, intact: true, note: null }]);
    expect((await auditArchive(home).entries()).map(({ event }) => event)).toEqual([0, 1, 2, 3, 4].map(ended));
    expect([path, join(home, 'audit')].map((made) => statSync(made).mode & 0o777)).toEqual([0o600, 0o700]);
  });

  it('off writes nothing; on makes no folder before the first entry', async () => {
    const home = temporaryFolder();
    await trailIn(home, 'off').trail.record(cliCaller, ended(1));
    await trailIn(home, 'on').trail.close();
    expect(readdirSync(home)).toEqual([]);
    expect(await auditArchive(home).verify()).toEqual([]);
  });

  it('gives each process a file of its own, also two of the same name', async () => {
    const home = temporaryFolder();
    for (const pid of [1, 1, 2]) await trailIn(home, 'on', pid).trail.record(cliCaller, ended(pid));
    const reports = await auditArchive(home).verify();
    expect(reports.map(({ file, intact }) => [file.replace(/^.*h_1-/, ''), intact])).toEqual([
      ['1.jsonl', true],
      ['1_2.jsonl', true],
      ['2.jsonl', true],
    ]);
  });

  it('shows entries since an instant', async () => {
    const home = temporaryFolder();
    const { trail, clock } = trailIn(home);
    await trail.record(cliCaller, ended(1));
    clock.advance(1_000);
    await trail.record(cliCaller, ended(2));
    const found = await auditArchive(home).entries(new Date(clock.now()).toISOString());
    expect(found.map(({ event }) => event)).toEqual([ended(2)]);
  });
});

test('a log that is being written is intact whenever it is looked at', async () => {
  const home = temporaryFolder();
  const { trail } = trailIn(home);
  let writing = true;
  const written = Promise.all(Array.from({ length: 300 }, (_, index) => trail.record(cliCaller, ended(index)))).then(
    () => {
      writing = false;
    },
  );
  let looks = 0;
  for (; writing; looks += 1) {
    for (const { intact, note } of await auditArchive(home).verify()) expect(intact, note ?? '').toBe(true);
  }
  await written;
  expect(looks).toBeGreaterThan(5);
  expect(await auditArchive(home).verify()).toMatchObject([{ lines: 300, intact: true, note: null }]);
});

test('what is no file is told, and holds up neither the others nor the reader', async () => {
  const { home, file, path, head, verify } = await logOf(1);
  const other = (name: string) => file.replace('4711', name);
  makeFifo(join(path, '..', other('1')));
  makeFifo(join(head, '..', other('2')));
  mkdirSync(join(path, '..', other('3')));
  expect((await verify()).map((report) => [report.file, report.intact, report.note])).toEqual([
    ...['1', '2', '3'].map((name) => [other(name), false, 'it or its head is no regular file']),
    [file, true, null],
  ]);
  expect(await auditArchive(home).entries()).toHaveLength(1);
});

describe('verifying finds', () => {
  const rewrite = (path: string, lines: readonly string[]): void =>
    writeFileSync(path, lines.map((line) => `${line}\n`).join(''));

  it('any line changed, removed, repeated or moved, wherever it stands', async () => {
    const { path, lines, verify } = await logOf(6);
    const place = fc.nat(5);
    const tampering = fc.oneof(
      place.map((at) => lines.map((line, index) => (index === at ? line.replace('finished"', 'finishes"') : line))),
      place.map((at) => lines.map((line, index) => (index === at ? `${line} ` : line))),
      place.map((at) => lines.filter((_, index) => index !== at)),
      place.map((at) => lines.flatMap((line, index) => (index === at ? [line, line] : [line]))),
      fc
        .tuple(place, place)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) =>
          lines.map((line, index) => (index === a ? (lines[b] ?? '') : index === b ? (lines[a] ?? '') : line)),
        ),
      fc.nat(5).map((kept) => lines.slice(0, kept)),
    );
    await fc.assert(
      fc.asyncProperty(tampering, async (changed) => {
        rewrite(path, changed);
        expect(await verify()).toMatchObject([{ intact: false }]);
      }),
    );
    rewrite(path, lines);
    expect(await verify()).toMatchObject([{ intact: true }]);
  });

  it.each([
    [
      'a line in the middle that was changed',
      'line 3 does not follow from line 2',
      (lines: string[]) => [lines[0], `${lines[1]} `, lines[2]],
    ],
    ['the last line changed', 'the last line was changed', (lines: string[]) => [...lines.slice(0, 2), `${lines[2]} `]],
    ['the first removed', 'line 1 does not belong', (lines: string[]) => lines.slice(1)],
    ['the end cut off', 'the end was cut off: 2 of 3', (lines: string[]) => lines.slice(0, 2)],
    ['everything cut off', 'the end was cut off: 0 of 3', () => []],
  ])('%s', async (_name, note, change) => {
    const { path, lines, verify } = await logOf(3);
    rewrite(path, change([...lines]).map(String));
    expect(await verify()).toMatchObject([{ intact: false, note: expect.stringContaining(note) }]);
  });

  it('a line added at the end, even one that continues the chain, and a loose end', async () => {
    const { path, lines, verify } = await logOf(2);
    const entry = { ...JSON.parse(lines[1] ?? ''), prev: lineHash(lines[1] ?? '') };
    appendFileSync(path, `${JSON.stringify(entry)}\n`);
    expect(await verify()).toMatchObject([
      { intact: false, note: 'lines were added after line 2, the last one written' },
    ]);
    rewrite(path, lines);
    appendFileSync(path, '{"time"');
    expect(await verify()).toMatchObject([{ intact: false, note: 'something was added after the last line' }]);
  });

  it('a file that was removed, renamed, or put in the place of another', async () => {
    const one = await logOf(2);
    rmSync(one.path);
    expect(await one.verify()).toMatchObject([
      { file: one.file, intact: false, note: expect.stringContaining('removed') },
    ]);
    const other = one.file.replace('4711', '4712');
    rewrite(join(one.path, '..', other), one.lines);
    expect((await one.verify()).map(({ intact }) => intact)).toEqual([false, false]);
    writeFileSync(join(one.head, '..', other), readFileSync(one.head));
    expect((await one.verify())[1]).toMatchObject({
      file: other,
      intact: false,
      note: expect.stringContaining('line 1'),
    });
  });

  it('a head that was removed or spoilt', async () => {
    const { head, verify } = await logOf(2);
    writeFileSync(head, '{}');
    expect(await verify()).toMatchObject([{ intact: false, note: expect.stringContaining('head was changed') }]);
    rmSync(head);
    expect(await verify()).toMatchObject([{ intact: false, note: expect.stringContaining('head was removed') }]);
  });
});

describe('a process that was killed while it wrote', () => {
  /** The head as it stands between its announcement of the third line and the end of that. */
  async function killed() {
    const log = await logOf(3);
    const hash = lineHash(log.lines[1] ?? '');
    writeFileSync(log.head, JSON.stringify({ lines: 2, hash, pending: lineHash(log.lines[2] ?? '') }));
    return log;
  }

  it('leaves an intact log, whether the line is there, in part or not at all', async () => {
    const { path, lines, verify } = await killed();
    expect(await verify()).toMatchObject([{ lines: 3, intact: true, note: expect.stringContaining('ended while') }]);
    const before = `${lines.slice(0, 2).join('\n')}\n`;
    writeFileSync(path, `${before}${lines[2]?.slice(0, 20)}`);
    expect(await verify()).toMatchObject([{ lines: 2, intact: true, note: expect.stringContaining('incomplete') }]);
    writeFileSync(path, before);
    expect(await verify()).toMatchObject([{ lines: 2, intact: true }]);
  });

  it('does not excuse another line in its place', async () => {
    const { path, lines, verify } = await killed();
    writeFileSync(path, `${lines.slice(0, 2).join('\n')}\n${lines[2]?.replace('RUN2', 'RUN9')}\n`);
    expect(await verify()).toMatchObject([{ intact: false }]);
  });
});
