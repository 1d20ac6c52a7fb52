import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import { expandPath } from '../base/expand-path.ts';
import { ProblemList } from '../base/problem-list.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { showValue } from '../base/show-value.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import { type SettingName, settingsSchema } from '../model/settings.ts';
import { expectedOf, settingNames } from './setting-kind.ts';

/** The settings that a file sets. Throws `bad_settings` naming file, line, key and what was expected. */
export function readSettingsFile(path: string, homeDir: string): ReadonlyMap<SettingName, unknown> {
  const problems = new ProblemList(path);
  const found = parseSettings(readText(path), problems);
  if (problems.count > 0)
    throw problems.toError('bad_settings', 'correct the file; docs/settings.md explains every key');
  const inventory = found.get('inventory');
  if (typeof inventory === 'string') found.set('inventory', expandPath(inventory, dirname(path), homeDir));
  return found;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new RollcallError('bad_settings', `${path}: cannot be read: ${systemErrorText(thrown)}`, {
      hint: 'name the settings file with --settings FILE or ROLLCALL_SETTINGS',
      phase: 'request',
    });
  }
}

function parseSettings(text: string, problems: ProblemList): Map<SettingName, unknown> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
  });
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    problems.add(() => lines.linePos(pos[0]).line, '', `not valid YAML: ${message}`);
  }
  const found = new Map<SettingName, unknown>();
  if (problems.count > 0 || document.contents === null) return found;
  if (!isMap(document.contents)) {
    problems.add(() => 1, '', 'expected a map of settings');
    return found;
  }
  const firstLines = new Map<string, number>();
  for (const pair of document.contents.items) {
    const { key, line } = keyOf(pair, lines);
    const name = settingNames.find((known) => known === key);
    const first = firstLines.get(key);
    if (first !== undefined) problems.add(() => line, key, `expected each key once, found it already on line ${first}`);
    else if (name === undefined)
      problems.add(() => line, key, `unknown key, expected one of ${settingNames.join(', ')}`);
    else {
      const value = settingValue(pair, name);
      if (settingsSchema.shape[name].safeParse(value).success) found.set(name, value);
      else problems.add(() => line, key, `expected ${expectedOf(name)}, found ${showValue(value)}`);
    }
    firstLines.set(key, first ?? line);
  }
  return found;
}

function keyOf({ key }: Pair, lines: LineCounter): { key: string; line: number } {
  if (!isScalar(key)) return { key: '', line: 1 };
  return { key: String(key.value ?? ''), line: lines.linePos(key.range?.[0] ?? 0).line };
}

/** Text settings are taken as written: an inventory named `010` is not the number 10. */
function settingValue({ value }: Pair, name: SettingName): unknown {
  if (!isScalar(value)) return isMap(value) ? {} : [];
  if (value.value === null || typeof value.value === 'string' || expectedOf(name) !== 'text') return value.value;
  return value.source ?? String(value.value);
}
