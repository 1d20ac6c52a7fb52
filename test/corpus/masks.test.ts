import { describe, expect, test } from 'vitest';
import { bundledMasker } from '../support/bundled-masker.ts';
import { changeFields } from './change-fields.ts';
import { type Recording, readCorpus } from './read-corpus.ts';
import { type Field, type FieldTable, readFields } from './read-fields.ts';

const volatile = readFields('volatile-fields.yaml');
const significant = readFields('significant-fields.yaml');
const recordings = readCorpus();
const textOf = ({ bytes }: Recording): string => new TextDecoder().decode(bytes);
const masked = ({ platform, command }: Recording, text: string): string =>
  bundledMasker(text, { platform, command, device: 'recorded-1', address: null }).text;

/** The lines that differ: a whole output would be too long a message. */
function differences(one: string, other: string): readonly string[] {
  const others = other.split('\n');
  const lines = one.split('\n');
  const different = lines.flatMap((line, at) => (line === others[at] ? [] : [`${line} | ${others[at]}`]));
  return lines.length === others.length ? different : [...different, `${lines.length} | ${others.length} lines`];
}

/** The text with the field changed at its first place, and at its last. */
function changedOnce(text: string, { find, change }: Field): readonly string[] {
  const matches = [...text.matchAll(new RegExp(find.source, 'dgm'))];
  return [matches[0], matches.at(-1)].flatMap((match) => {
    const [, place] = match?.indices?.filter((each) => each !== undefined) ?? [];
    if (place === undefined) return [];
    const changed = text.slice(0, place[0]) + change(text.slice(...place)) + text.slice(place[1]);
    return changed === text ? [] : [changed];
  });
}

const fieldsOf = ({ fields }: FieldTable, { command }: Recording): readonly Field[] =>
  fields.filter(({ of }) => of.test(command));

const reasonIn = ({ nothing }: FieldTable, { command }: Recording): string | undefined =>
  nothing.find(({ of }) => of.test(command))?.reason;

describe('an output folds with one in which what changes by itself was changed', () => {
  test.each(recordings.map((recording) => [recording.file, recording] as const))('%s', (_, recording) => {
    const text = textOf(recording);
    const changed = fieldsOf(volatile, recording).reduce(
      (now, { find, change }) => changeFields(now, find, change),
      text,
    );
    if (changed === text)
      expect(reasonIn(volatile, recording), `nothing was changed in the answer to ${recording.command}`).toBeDefined();
    else expect(differences(masked(recording, text), masked(recording, changed)).join('\n')).toBe('');
  });
});

describe('an output does not fold with one in which a significant field was changed', () => {
  test.each(recordings.map((recording) => [recording.file, recording] as const))('%s', (_, recording) => {
    const text = textOf(recording);
    const before = masked(recording, text);
    let count = 0;
    for (const field of fieldsOf(significant, recording)) {
      for (const changed of changedOnce(text, field)) {
        count += 1;
        expect(masked(recording, changed) === before, `${field.field}: folds all the same`).toBe(false);
      }
    }
    if (count === 0) {
      expect(
        reasonIn(significant, recording),
        `nothing was changed in the answer to ${recording.command}`,
      ).toBeDefined();
    }
  });
});

test('every field of the tables is found in a recording', () => {
  const texts = recordings.map((recording) => ({ command: recording.command, text: textOf(recording) }));
  const unused = [...volatile.fields, ...significant.fields].filter(
    ({ of, find }) => !texts.some(({ command, text }) => of.test(command) && find.test(text)),
  );
  expect(unused.map(({ field, of }) => `${field} of ${of.source}`)).toEqual([]);
});

test('a masked output is as it is when masked again, and has as many lines', () => {
  for (const recording of recordings) {
    const text = masked(recording, textOf(recording));
    expect(masked(recording, text) === text, recording.file).toBe(true);
    const lines = textOf(recording)
      .replace(/\s*(?:\{[\w:]+\}\s*)?$/, '')
      .split('\n').length;
    expect(text.trimEnd().split('\n'), recording.file).toHaveLength(lines);
  }
});
