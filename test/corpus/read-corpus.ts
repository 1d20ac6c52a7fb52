import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PlatformName } from '../../src/model/platform-name.ts';

/** One recorded output of a command line. */
export interface Recording {
  readonly file: string;
  readonly command: string;
  readonly platform: PlatformName;
  readonly bytes: Uint8Array;
  /** Null where the recording does not say. */
  readonly exitStatus: number | null;
}

/** Kinds of file that are the answer to a command line; the others are NETCONF, whole sessions and facts. */
const answerKinds = ['text', 'config-text', 'json', 'xml'];

const manifestSchema = z.array(
  z.object({
    file: z.string(),
    command: z.string().min(1),
    kind: z.string(),
    platform: z.string(),
    exit_status: z.int().nullable(),
  }),
);

/** Every answer of these kinds in the folder of ROLLCALL_CORPUS. Throws where there is none. */
export function readCorpus(kinds: readonly string[] = answerKinds): readonly Recording[] {
  const folder = process.env.ROLLCALL_CORPUS ?? '';
  const manifest = join(folder, 'manifest.json');
  if (folder === '' || !existsSync(manifest)) {
    throw new Error(
      'this suite needs recorded outputs: set ROLLCALL_CORPUS to the folder that holds them and their manifest.json ' +
        `(now: ${folder === '' ? 'not set' : `no ${manifest}`})`,
    );
  }
  return manifestSchema
    .parse(JSON.parse(readFileSync(manifest, 'utf8')))
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ file, command, platform, exit_status: exitStatus }) => {
      const bytes = readFileSync(join(folder, file));
      return { file, command, platform: platform === 'frr' ? 'frr' : 'junos', bytes, exitStatus };
    });
}
