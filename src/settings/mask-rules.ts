import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathText } from '../base/path-text.ts';
import { ProblemList } from '../base/problem-list.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import { readYaml } from '../base/yaml-file.ts';
import { type MaskRules, maskRulesSchema } from '../model/mask-rules.ts';
import type { PlatformName } from '../model/platform-name.ts';
import { plainTree } from './plain-tree.ts';

/** Beside src/ and dist/, in the repository and in the package. */
const shipped = fileURLToPath(new URL('../../config/masks', import.meta.url));

/** The rules for a platform, from the file of its name. Throws `bad_settings` naming file, line and key. */
export function loadMaskRules(platform: PlatformName, folder: string = shipped): MaskRules {
  const path = join(folder, `${platform}.yaml`);
  const problems = new ProblemList(path);
  const yaml = readYaml(readText(path), problems);
  const parsed = maskRulesSchema.safeParse(yaml === null ? null : plainTree(yaml.root));
  if (yaml !== null) {
    for (const { path: at, message } of parsed.error?.issues ?? []) {
      const place = at.filter((step) => typeof step !== 'symbol');
      problems.add(() => yaml.lineOf(place), pathText(place), message);
    }
    if (parsed.success && parsed.data.platform !== platform) {
      const expected = `expected ${platform}, as the file is called, found ${parsed.data.platform}`;
      problems.add(() => yaml.lineOf(['platform']), 'platform', expected);
    }
  }
  if (parsed.success && problems.count === 0) return parsed.data;
  throw problems.toError('bad_settings', 'docs/masks.md explains the keys; --no-mask compares without masks');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new RollcallError('bad_settings', `${path}: cannot be read: ${systemErrorText(thrown)}`, {
      hint: 'it comes with rollcall: install it again; --no-mask compares without masks',
      phase: 'request',
      cause: thrown,
    });
  }
}
