import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createStatusBoard } from '../../src/history/create-status-board.ts';
import type { Owner } from '../../src/model/event.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { sampleStatus } from '../support/sample-status.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { MemoryLogger } from './memory-logger.ts';

const ownerOf = (pid: number, host = hostname()): Owner => ({ host, pid, process_start: null });

function boards(home = temporaryFolder()) {
  const dead = new Set<number>();
  const logger = new MemoryLogger();
  const clock = new FakeClock(Date.now());
  const board = (pid: number, host?: string) =>
    createStatusBoard({
      ...{ home, logger, clock, owner: ownerOf(pid, host) },
      ownerAlive: (owner) => owner.host === hostname() && !dead.has(owner.pid),
    });
  return { home, folder: join(home, 'status'), dead, logger, clock, board };
}

describe('createStatusBoard', () => {
  it('tells others what a process does, in a file of its own (0600), and takes it back', async () => {
    const { board, folder } = boards();
    const [server, command] = [board(1), board(2)];
    expect(await command.others()).toEqual([]);
    await server.tell(sampleStatus({ pid: 1 }));
    await server.tell(sampleStatus({ pid: 1, window_s: 3 }));
    await command.tell(sampleStatus({ pid: 2, started: '2025-01-01T00:00:00.000Z' }));
    expect(await board(3).others()).toMatchObject([{ pid: 2 }, { pid: 1, window_s: 3 }]);
    expect(await server.others()).toMatchObject([{ pid: 2 }]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    await Promise.all([server.close(), command.close()]);
    expect(readdirSync(folder)).toEqual([]);
    await server.tell(sampleStatus());
    expect(readdirSync(folder)).toEqual([]);
  });

  it('makes nothing for a process that tells nothing', async () => {
    const { board, home } = boards();
    await board(1).close();
    expect(readdirSync(home)).toEqual([]);
  });

  it('passes over what a process that is gone has left, and removes it with the next one that tells', async () => {
    const { board, folder, dead } = boards();
    await board(1).tell(sampleStatus({ pid: 1 }));
    dead.add(1);
    const next = board(2);
    expect(await next.others()).toEqual([]);
    await next.tell(sampleStatus({ pid: 2 }));
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('leaves the files of other hosts alone for a day', async () => {
    const { board, folder, clock } = boards();
    await board(1, 'elsewhere').tell(sampleStatus());
    const [file = ''] = readdirSync(folder);
    await board(2).tell(sampleStatus());
    expect(readdirSync(folder)).toHaveLength(2);
    const old = clock.now() / 1_000 - 90_000;
    utimesSync(join(folder, file), old, old);
    await board(3).tell(sampleStatus());
    expect(readdirSync(folder)).not.toContain(file);
  });

  it.each([
    ['no JSON', '{'],
    ['of another shape', '{"owner":{},"status":{"pid":"x"}}'],
    ['too large', ' '.repeat(70_000)],
  ])('passes over a file that is %s', async (_what, text) => {
    const { board, folder } = boards();
    mkdirSync(folder);
    writeFileSync(join(folder, 'x.json'), text);
    expect(await board(1).others()).toEqual([]);
  });

  it('warns once where it cannot write, and disturbs nothing', async () => {
    const { board, folder, logger } = boards();
    writeFileSync(folder, 'no folder');
    const own = board(1);
    await own.tell(sampleStatus());
    await own.tell(sampleStatus());
    expect(logger.lines).toEqual(['warn: what this process does cannot be told to `rollcall status`']);
    await expect(own.others()).rejects.toMatchObject({ code: 'history_failed' });
    await own.close();
    expect(readFileSync(folder, 'utf8')).toBe('no folder');
  });
});
