import { expect, test } from 'vitest';
import { readJson } from '../../src/result/read-json.ts';
import { type Recording, readCorpus } from './read-corpus.ts';

/** Answers to `| display json`, `json` of FRR, and what NETCONF libraries recorded of Junos. */
const recordings = readCorpus(['json', 'json-fixture']);

/** No reader could do better: of the first two nothing came, and the brackets of the last do not match. */
const unreadable: ReadonlyMap<string, string> = new Map([
  ['suzieq/junos_dcedge01_show-configuration-routing-instances-display-json-no-more.json', 'the answer is empty'],
  ['suzieq/mixed_leaf3-qfx_show-configuration-routing-instances-display-json-no-more.json', 'the answer is empty'],
  ['py-junos-eznc/get-route-information.json', 'line 101: expected a value'],
]);

const textOf = ({ bytes }: Recording): string => new TextDecoder().decode(bytes);

function parsed(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

test('every recorded JSON answer is read, or its reason is known', () => {
  expect(recordings.length).toBeGreaterThan(50);
  const failed = recordings.flatMap((recording) => {
    const reading = readJson(textOf(recording));
    return reading.ok ? [] : [[recording.file, reading.reason]];
  });
  expect(new Map(failed.map(([file = '', reason = '']) => [file, reason]))).toEqual(unreadable);
});

test('what is JSON as it should be is read as JSON.parse reads it', () => {
  let same = 0;
  for (const recording of recordings) {
    const text = textOf(recording);
    const reading = readJson(text);
    const usual = parsed(text);
    if (!reading.ok || usual === null || reading.repairs.length > 0) continue;
    expect(reading.value).toEqual(usual.value);
    same += 1;
  }
  expect(same).toBeGreaterThan(50);
});

test('answers that JSON.parse cannot read are among them', () => {
  const tolerated = recordings.filter((recording) => {
    const text = textOf(recording);
    return readJson(text).ok && parsed(text) === null;
  });
  expect(tolerated.length).toBeGreaterThan(1);
});
