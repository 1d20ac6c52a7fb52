import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isSystemError } from '../base/is-system-error.ts';
import type { Owner } from '../model/event.ts';

/** This process, as the `owner` of the runs it starts. */
export function currentOwner(): Owner {
  return { host: hostname(), pid: process.pid, process_start: processStart(process.pid) };
}

/**
 * Whether the process that ran a run still lives. A process of another host cannot be asked and counts as gone:
 * a container's name changes with every start, and its dead runs must not read as running for ever.
 */
export function isOwnerAlive(owner: Owner): boolean {
  if (owner.host !== hostname() || !answersSignals(owner.pid)) return false;
  if (owner.process_start === null) return true;
  const start = processStart(owner.pid);
  return start === owner.process_start;
}

function answersSignals(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it is there and belongs to someone else.
    return isSystemError(thrown, 'EPERM');
  }
}

/**
 * Start time in clock ticks since boot, with the boot's id; null where the system does not tell (no Linux), or the
 * process has ended (a zombie).
 */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): the second field, the command's name in parentheses, may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    if (startTicks === undefined || state === 'Z' || state === 'X') return null;
    return `${startTicks}@${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  } catch {
    return null;
  }
}
