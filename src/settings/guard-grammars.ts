import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProblemList } from '../base/problem-list.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import { readYaml } from '../base/yaml-file.ts';
import { type GuardGrammar, guardGrammarSchema } from '../model/guard-grammar.ts';
import { platformNames } from '../model/platform-name.ts';
import { plainTree } from './plain-tree.ts';
import { readBySchema } from './read-by-schema.ts';

const hint = 'restore the file from the package; a guard that is not whole lets nothing pass';

/** Beside src/ and dist/, in the repository and in the package. */
const shipped = fileURLToPath(new URL('../../config/guard', import.meta.url));

/** The grammar of every platform. Throws `bad_settings` naming file, line, key and what was expected. */
export function loadGuardGrammars(folder: string = shipped): readonly GuardGrammar[] {
  return platformNames.map((platform) => {
    const path = join(folder, `${platform}.yaml`);
    const problems = new ProblemList(path);
    const grammar = parseGrammar(readText(path), problems);
    if (grammar !== null && grammar.platform !== platform) {
      problems.add(() => 1, 'platform', `expected ${platform}, as the file is called, found ${grammar.platform}`);
    }
    if (grammar === null || problems.count > 0) throw problems.toError('bad_settings', hint);
    return grammar;
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    const why = `${path}: cannot be read: ${systemErrorText(thrown)}`;
    throw new RollcallError('bad_settings', why, { hint, phase: 'request' });
  }
}

function parseGrammar(text: string, problems: ProblemList): GuardGrammar | null {
  const yaml = readYaml(text, problems);
  return yaml === null ? null : readBySchema(guardGrammarSchema, plainTree(yaml.root), yaml, problems);
}
