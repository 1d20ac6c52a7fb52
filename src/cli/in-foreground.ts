import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whether this process may read its terminal: a background job (`rollcall … &`) that tries is stopped (SIGTTIN). Told
 * from the process group and that of the terminal, which Linux has in /proc and others tell through ps.
 */
export function inForeground(): boolean {
  const [own, terminal] = processGroups();
  return own !== undefined && own === terminal;
}

function processGroups(): readonly (string | undefined)[] {
  try {
    // proc_pid_stat(5): after the name in parentheses come state, ppid, pgrp, session, tty_nr, tpgid.
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return [fields[2], fields[5]];
  } catch {
    return groupsFromPs();
  }
}

function groupsFromPs(): readonly (string | undefined)[] {
  try {
    const args = ['-o', 'pgid=,tpgid=', '-p', String(process.pid)];
    return execFileSync('ps', args, { encoding: 'utf8', timeout: 1_000 }).trim().split(/\s+/);
  } catch {
    return [];
  }
}
