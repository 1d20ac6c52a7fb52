import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { bundledMasker } from '../support/bundled-masker.ts';

const pairs = z.array(z.strictObject({ command: z.string(), one: z.string(), other: z.string() }));
const { differ, fold } = z
  .strictObject({ differ: pairs, fold: pairs })
  .parse(parse(readFileSync(join(import.meta.dirname, 'junos-answers.yaml'), 'utf8')));

const masked = (command: string, text: string): string =>
  bundledMasker(text, { platform: 'junos', command, device: 'core-r1', address: '10.0.0.1' }).text;

describe('answers of Junos', () => {
  test.each(differ)('with what has to be seen differ: $command: $other', ({ command, one, other }) => {
    expect(masked(command, one)).not.toBe(masked(command, other));
  });

  test.each(fold)('with what changes by itself fold: $command: $other', ({ command, one, other }) => {
    expect(masked(command, one)).toBe(masked(command, other));
  });
});
