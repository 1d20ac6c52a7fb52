import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathText } from '../base/path-text.ts';
import { ProblemList } from '../base/problem-list.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import { readYaml } from '../base/yaml-file.ts';
import { type MaskRules, maskRulesSchema } from '../model/mask-rules.ts';
import { plainTree } from './plain-tree.ts';

/** The rules that come with the package, one file per platform. */
export const bundledMaskRules = fileURLToPath(new URL('../../config/masks', import.meta.url));

/** The rules in the files of a folder. Throws `bad_settings` naming file, line and key. */
export async function readMaskRules(folder: string): Promise<readonly MaskRules[]> {
  const files = (await unlessUnreadable(folder, readdir(folder))).filter((name) => name.endsWith('.yaml')).sort();
  return Promise.all(files.map((name) => readRules(folder, name)));
}

async function readRules(folder: string, name: string): Promise<MaskRules> {
  const path = join(folder, name);
  const text = await unlessUnreadable(path, readFile(path, 'utf8'));
  const problems = new ProblemList(path);
  const yaml = readYaml(text, problems);
  const parsed = maskRulesSchema.safeParse(yaml === null ? null : plainTree(yaml.root));
  if (yaml !== null) {
    for (const { path: at, message } of parsed.error?.issues ?? []) {
      const place = at.filter((step) => typeof step !== 'symbol');
      problems.add(() => yaml.lineOf(place), pathText(place), message);
    }
  }
  if (parsed.success && `${parsed.data.platform}.yaml` !== name) {
    const expected = `expected ${name.slice(0, -'.yaml'.length)}, as the file is called, found ${parsed.data.platform}`;
    problems.add(() => yaml?.lineOf(['platform']) ?? null, 'platform', expected);
  }
  if (parsed.success && problems.count === 0) return parsed.data;
  throw problems.toError('bad_settings', 'docs/masks.md explains the keys');
}

async function unlessUnreadable<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (thrown) {
    throw new RollcallError('bad_settings', `${path}: cannot be read: ${systemErrorText(thrown)}`, {
      hint: 'it comes with rollcall: install it again',
      phase: 'request',
      cause: thrown,
    });
  }
}
