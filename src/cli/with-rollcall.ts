import type { CliParts, GlobalFlags, OpenedRollcall } from './cli-parts.ts';

/** Opens, works, and closes whatever happens. */
export async function withRollcall<T>(
  parts: Pick<CliParts, 'open'>,
  flags: GlobalFlags,
  work: (opened: OpenedRollcall) => Promise<T>,
): Promise<T> {
  const opened = await parts.open(flags, 'cli');
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}
