import { expect, test } from 'vitest';
import { readXml } from '../../src/result/read-xml.ts';
import { readCorpus } from './read-corpus.ts';

/** Answers to `| display xml`, and what NETCONF libraries recorded of Junos. */
const recordings = readCorpus(['xml', 'netconf-reply']);

test('every recorded XML answer is read, or its reason is known', () => {
  expect(recordings.length).toBeGreaterThan(30);
  const failed = recordings.flatMap(({ file, bytes }) => {
    const reading = readXml(new TextDecoder().decode(bytes));
    return reading.ok ? [] : [[file, reading.reason]];
  });
  // Of that one a quote of the test that it comes from was kept at the end.
  expect(failed).toEqual([['junos_exporter/show_security_macsec_statistics.xml', 'line 70: expected XML']]);
});
