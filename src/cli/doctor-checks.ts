import type { CliParts, OpenedRollcall } from './cli-parts.ts';

/** One line of `rollcall doctor`. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly subject: string;
  readonly detail: string;
  readonly hint?: string | undefined;
}

/** What can be said of this machine before any device is asked. */
export async function machineFindings(parts: CliParts, { settings }: OpenedRollcall): Promise<readonly Finding[]> {
  const ofFile = Object.values(settings.origins).filter(({ origin }) => origin !== 'default').length;
  return [
    { state: 'ok', subject: 'node', detail: parts.nodeVersion },
    { state: 'ok', subject: 'settings', detail: `${ofFile} set, the others at their defaults` },
    ...settings.warnings.map((detail): Finding => ({ state: 'warn', subject: 'settings', detail })),
    await homeFinding(parts, settings.home),
    await agentFinding(parts),
  ];
}

async function homeFinding({ files }: CliParts, home: string): Promise<Finding> {
  const subject = 'state folder';
  const found = await files.status(home);
  if (found === null) return { state: 'ok', subject, detail: `${home}, made at the first run` };
  if (found.kind !== 'folder') {
    return { state: 'fail', subject, detail: `${home} is no folder`, hint: 'point ROLLCALL_HOME at a folder' };
  }
  const octal = found.mode.toString(8).padStart(3, '0');
  if ((found.mode & 0o077) === 0) return { state: 'ok', subject, detail: `${home} (${octal})` };
  return { state: 'warn', subject, detail: `${home} is open to others (${octal})`, hint: `chmod 700 ${home}` };
}

async function agentFinding({ env, files }: CliParts): Promise<Finding> {
  const subject = 'ssh agent';
  const path = env.SSH_AUTH_SOCK ?? '';
  if (path === '') return { state: 'ok', subject, detail: 'none (SSH_AUTH_SOCK is not set)' };
  if ((await files.status(path)) !== null) return { state: 'ok', subject, detail: path };
  return { state: 'warn', subject, detail: `SSH_AUTH_SOCK names ${path}, which is not there`, hint: 'start ssh-agent' };
}
