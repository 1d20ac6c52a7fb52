import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { expandPath } from '../base/expand-path.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { showValue } from '../base/show-value.ts';
import { type EffectiveSettings, type SettingName, settingNames, settingsSchema } from '../model/settings.ts';
import { resolveHome } from './home.ts';
import { expectedOf, fitsSetting, fromText } from './setting-text.ts';
import { readSettingsFile } from './settings-file.ts';

export interface SettingsInput {
  /** Values from the command line by setting name; text is read as from the environment. */
  readonly flags: Readonly<Partial<Record<SettingName, string | number | undefined>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--settings FILE`. */
  readonly file?: string | null | undefined;
  readonly homeDir: string;
}

/** Variables that are no settings: where things are, and what the project's own test suites read. */
const otherVariables: ReadonlySet<string> = new Set([
  'ROLLCALL_HOME',
  'ROLLCALL_SETTINGS',
  'ROLLCALL_CORPUS',
  'ROLLCALL_GUARD',
  // What `--on-finish` gets, for a rollcall that it calls.
  ...['ROLLCALL_RUN_ID', 'ROLLCALL_STATE', 'ROLLCALL_SUCCEEDED', 'ROLLCALL_FAILED'],
]);

/** Checks that no setting is left out. */
const originsSchema = z.record(
  settingsSchema.keyof(),
  z.object({ origin: z.enum(['flag', 'environment', 'file', 'default']), detail: z.string().nullable() }),
);

/** A setting given somewhere: its value, where it came from, and how to name that place in a message. */
interface Given {
  readonly value: unknown;
  readonly origin: EffectiveSettings['origins'][SettingName];
  readonly place: string;
}

/**
 * Flag, then `ROLLCALL_*`, then settings file, then default. An empty variable counts as not set. Throws
 * `bad_settings` naming every wrong value with its place and what was expected.
 */
export function loadSettings(input: SettingsInput): EffectiveSettings {
  const { flags, env, homeDir } = input;
  const path = settingsPath(input);
  const inFile = path === null ? new Map<SettingName, unknown>() : readSettingsFile(path, homeDir);

  const given = (name: SettingName): Given | null => {
    const flag = flags[name];
    if (flag !== undefined) {
      const place = `--${name.replaceAll('_', '-')}`;
      const value = typeof flag === 'string' ? fromText(name, flag) : flag;
      return { value, origin: { origin: 'flag', detail: place }, place };
    }
    const place = variableOf(name);
    const text = env[place];
    if (text) return { value: fromText(name, text), origin: { origin: 'environment', detail: place }, place };
    if (inFile.has(name)) return { value: inFile.get(name), origin: { origin: 'file', detail: path }, place: name };
    return null;
  };

  const values: Partial<Record<SettingName, unknown>> = {};
  const origins: Partial<Record<SettingName, Given['origin']>> = {};
  const wrong: string[] = [];
  for (const name of settingNames) {
    const found = given(name);
    origins[name] = found?.origin ?? { origin: 'default', detail: null };
    if (found === null) continue;
    if (fitsSetting(name, found.value)) values[name] = found.value;
    else wrong.push(`${found.place}: expected ${expectedOf(name)}, found ${showValue(found.value)}`);
  }
  if (wrong.length > 0) {
    throw new RollcallError('bad_settings', wrong.join('\n'), {
      hint: 'docs/settings.md explains every setting; `rollcall settings` prints what is in effect',
      phase: 'request',
    });
  }
  const home = resolveHome(env, homeDir);
  return {
    values: settingsSchema.parse(values),
    origins: originsSchema.parse(origins),
    home: home.path,
    homeSource: home.source,
    warnings: unknownVariables(env),
  };
}

function settingsPath({ file, env, homeDir }: SettingsInput): string | null {
  const named = file ?? (env.ROLLCALL_SETTINGS || null);
  if (named !== null) return resolve(expandPath(named, process.cwd(), homeDir));
  const config = env.XDG_CONFIG_HOME ?? '';
  const usual = join(isAbsolute(config) ? config : join(homeDir, '.config'), 'rollcall', 'settings.yaml');
  return existsSync(usual) ? usual : null;
}

function variableOf(name: SettingName): string {
  return `ROLLCALL_${name.toUpperCase()}`;
}

function unknownVariables(env: SettingsInput['env']): readonly string[] {
  const known = new Set([...otherVariables, ...settingNames.map(variableOf)]);
  return Object.keys(env)
    .filter((name) => name.startsWith('ROLLCALL_') && !known.has(name))
    .sort()
    .map((name) => `environment variable ${name} is no setting of rollcall and has no effect`);
}
