import { readFileSync } from 'node:fs';
import { type PlatformName, platformNames } from '../../src/model/platform-name.ts';

/** The lines of a file in which `# NAME` begins those of a platform. */
export function linesByPlatform(file: URL): readonly (readonly [PlatformName, string])[] {
  const found: [PlatformName, string][] = [];
  let platform: PlatformName | undefined;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const named = platformNames.find((name) => line === `# ${name}`);
    if (named !== undefined) platform = named;
    else if (line !== '' && platform !== undefined) found.push([platform, line]);
  }
  return found;
}
