import { dirname } from 'node:path';
import { expandPath } from '../base/expand-path.ts';
import { pathText } from '../base/path-text.ts';
import { ProblemList } from '../base/problem-list.ts';
import { showValue } from '../base/show-value.ts';
import { PlainScalar, readYaml, type Tree } from '../base/yaml-file.ts';
import { type SettingName, settingNames } from '../model/settings.ts';
import { plainTree } from './plain-tree.ts';
import { readSmallFile } from './read-small-file.ts';
import { expectedOf, fitsSetting, takesText } from './setting-text.ts';

const hint = 'name the settings file with --settings FILE or ROLLCALL_SETTINGS';

/** The settings that a file sets. Throws `bad_settings` naming file, line, key and what was expected. */
export function readSettingsFile(path: string, homeDir: string): ReadonlyMap<SettingName, unknown> {
  const problems = new ProblemList(path);
  const found = parseSettings(readSmallFile(path, hint), problems);
  if (problems.count > 0)
    throw problems.toError('bad_settings', 'correct the file; docs/settings.md explains every key');
  for (const name of ['inventory', 'policy', 'redaction', 'webhook_secret_file'] as const) {
    const value = found.get(name);
    if (typeof value === 'string') found.set(name, expandPath(value, dirname(path), homeDir));
  }
  return found;
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
  if (!(tree instanceof PlainScalar)) return plainTree(tree, ({ text }) => text);
  return takesText(name) ? tree.text : tree.value;
}
