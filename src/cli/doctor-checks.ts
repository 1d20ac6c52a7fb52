import { dirname } from 'node:path';
import { shellWord } from '../base/shell-word.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import { type Policy, unknownGroups } from '../model/policy.ts';
import type { EffectiveSettings } from '../model/settings.ts';
import type { CliParts, FileStatus } from './cli-parts.ts';

/** One line of `rollcall doctor`. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly subject: string;
  readonly detail: string;
  readonly hint?: string | undefined;
}

export function nodeFinding({ nodeVersion }: Pick<CliParts, 'nodeVersion'>): Finding {
  return { state: 'ok', subject: 'node', detail: nodeVersion };
}

/** What can be said of this machine before any device is asked. */
export async function machineFindings(parts: CliParts, settings: EffectiveSettings): Promise<readonly Finding[]> {
  const ofFile = Object.values(settings.origins).filter(({ origin }) => origin !== 'default').length;
  return [
    nodeFinding(parts),
    { state: 'ok', subject: 'settings', detail: `${ofFile} set, the others at their defaults` },
    ...settings.warnings.map((detail): Finding => ({ state: 'warn', subject: 'settings', detail })),
    await homeFinding(parts, settings.home),
    await agentFinding(parts),
  ];
}

/** What the policy is, and which of its rules can never count. */
export function policyFindings(path: string | null, policy: Policy, groups: ReadonlyMap<string, unknown>): Finding[] {
  const subject = 'policy';
  const { allow, deny } = policy;
  const detail =
    path === null ? 'none: what only reads runs' : `${path}: ${deny.length} to deny, ${allow.length} to allow`;
  const unknown = policyWarning(policy, groups);
  return [
    { state: 'ok', subject, detail },
    ...(unknown === null ? [] : [{ state: 'warn' as const, subject, ...unknown }]),
  ];
}

/** Rules for groups that the inventory does not have; null where there is none. */
export function policyWarning(
  policy: Policy,
  groups: ReadonlyMap<string, unknown>,
): { readonly detail: string; readonly hint: string } | null {
  const unknown = unknownGroups(policy, groups);
  if (unknown.length === 0) return null;
  const names = unknown.map((name) => JSON.stringify(name)).join(', ');
  return { detail: `rules name groups that the inventory does not have: ${names}`, hint: 'they count for no device' };
}

async function homeFinding({ files }: CliParts, home: string): Promise<Finding> {
  const subject = 'state folder';
  const broken = (why: string): Finding => ({
    state: 'fail',
    subject,
    detail: `${home}: ${why}`,
    hint: 'set ROLLCALL_HOME to a folder that you may write',
  });
  try {
    const { path, kind, mode, writable } = await nearest(files, home);
    const what = path === home ? 'it' : path;
    if (kind !== 'folder') return broken(`${what} is no folder`);
    if (!writable) return broken(`${what} is not writable`);
    if (path !== home) return { state: 'ok', subject, detail: `${home}, made at the first run` };
    const octal = mode.toString(8).padStart(3, '0');
    if ((mode & 0o077) === 0) return { state: 'ok', subject, detail: `${home} (${octal})` };
    const hint = `chmod 700 ${shellWord(home)}`;
    return { state: 'warn', subject, detail: `${home} is open to others (${octal})`, hint };
  } catch (thrown) {
    return broken(systemErrorText(thrown));
  }
}

/** The path itself, or of the folders above it the first that is there. */
async function nearest(files: CliParts['files'], path: string): Promise<FileStatus & { readonly path: string }> {
  const found = await files.status(path);
  if (found !== null) return { ...found, path };
  const parent = dirname(path);
  return parent === path ? { kind: 'other', mode: 0, writable: false, path } : nearest(files, parent);
}

async function agentFinding({ env, files }: CliParts): Promise<Finding> {
  const subject = 'ssh agent';
  const path = env.SSH_AUTH_SOCK ?? '';
  if (path === '') return { state: 'ok', subject, detail: 'none (SSH_AUTH_SOCK is not set)' };
  if ((await files.status(path)) !== null) return { state: 'ok', subject, detail: path };
  return { state: 'warn', subject, detail: `SSH_AUTH_SOCK names ${path}, which is not there`, hint: 'start ssh-agent' };
}
