import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { currentOwner, isOwnerAlive } from '../../src/history/owner.ts';

describe('isOwnerAlive', () => {
  const self = currentOwner();

  it('knows this process', () => {
    expect(self.pid).toBe(process.pid);
    expect(isOwnerAlive(self)).toBe(true);
    expect(isOwnerAlive({ ...self, process_start: null })).toBe(true);
  });

  it('does not take another process with the same number for the owner', () => {
    expect(isOwnerAlive({ ...self, process_start: '1@another-boot' })).toBe(false);
  });

  it('counts a process of another host as gone', () => {
    expect(isOwnerAlive({ ...self, host: `${self.host}-other` })).toBe(false);
  });

  it('never asks after a process group', () => {
    expect(isOwnerAlive({ ...self, pid: 0, process_start: null })).toBe(false);
    expect(isOwnerAlive({ ...self, pid: -1, process_start: null })).toBe(false);
  });

  it('sees that a process has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const owner = { ...self, pid: child.pid ?? 0, process_start: null };
    expect(isOwnerAlive(owner)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isOwnerAlive(owner)).toBe(false);
  });
});
