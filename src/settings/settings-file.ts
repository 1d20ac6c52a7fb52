import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expandPath } from '../base/expand-path.ts';
import { pathText } from '../base/path-text.ts';
import { ProblemList } from '../base/problem-list.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { showValue } from '../base/show-value.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import { PlainScalar, readYaml, type Tree } from '../base/yaml-file.ts';
import { type SettingName, settingNames } from '../model/settings.ts';
import { expectedOf, fitsSetting, takesText } from './setting-text.ts';

/** A hundred times what a file with every setting and its explanation takes; more is a wrong file. */
const maxFileBytes = 1_048_576;

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
  let file: number | null = null;
  try {
    // Without O_NONBLOCK the opening of a FIFO would wait for a writer.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(file);
    if (!stats.isFile()) throw notReadable(path, 'it is no regular file');
    if (stats.size > maxFileBytes) throw notReadable(path, `it is larger than ${maxFileBytes} bytes`);
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw thrown instanceof RollcallError ? thrown : notReadable(path, systemErrorText(thrown));
  } finally {
    if (file !== null) closeSync(file);
  }
}

function notReadable(path: string, why: string): RollcallError {
  return new RollcallError('bad_settings', `${path}: cannot be read: ${why}`, {
    hint: 'name the settings file with --settings FILE or ROLLCALL_SETTINGS',
    phase: 'request',
  });
}

function parseSettings(text: string, problems: ProblemList): Map<SettingName, unknown> {
  const found = new Map<SettingName, unknown>();
  const yaml = readYaml(text, problems);
  if (yaml === null || yaml.root === null) return found;
  if (!(yaml.root instanceof Map)) {
    problems.add(() => 1, '', 'expected a map of settings');
    return found;
  }
  for (const [key, tree] of yaml.root) {
    const name = settingNames.find((known) => known === key);
    const add = (problem: string): void => problems.add(() => yaml.lineOf([key]), pathText([key]), problem);
    if (name === undefined) add(`unknown key, expected one of ${settingNames.join(', ')}`);
    else {
      const value = settingValue(tree, name);
      if (fitsSetting(name, value)) found.set(name, value);
      else add(`expected ${expectedOf(name)}, found ${showValue(value)}`);
    }
  }
  return found;
}

function settingValue(tree: Tree, name: SettingName): unknown {
  if (!(tree instanceof PlainScalar)) return tree;
  return takesText(name) ? tree.text : tree.value;
}
