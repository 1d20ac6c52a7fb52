import type { PlatformName } from '../model/platform-name.ts';
import type { Verdict } from '../model/verdict.ts';

/** Words after `show`. A word of the line counts as well where it is a shortened form. */
export type Subject = readonly string[];

const ciscoSensitive: readonly Subject[] = [
  ['running-config'],
  ['startup-config'],
  ['configuration'],
  ['derived-config'],
  ['tech-support'],
  ['logging'],
  ['archive'],
  ['file'],
  ['history'],
  ['accounting'],
  ['key'],
  ['crypto'],
  ['snmp'],
];

/** Subjects whose output may hold secrets, other people's input or their traffic. */
export const sensitiveSubjects: Readonly<Record<PlatformName, readonly Subject[]>> = {
  junos: [
    ['configuration'],
    ['ephemeral-configuration'],
    ['log'],
    ['system', 'rollback'],
    ['system', 'configuration'],
    ['security', 'ike', 'pre-shared-key'],
    ['security', 'log'],
    ['cli', 'history'],
  ],
  eos: ciscoSensitive,
  iosxe: ciscoSensitive,
  iosxr: ciscoSensitive,
  nxos: ciscoSensitive,
  sros: [['log'], ['configuration'], ['system', 'security']],
  srlinux: [['log'], ['configuration'], ['system', 'logging']],
  frr: [['running-config'], ['startup-config'], ['configuration'], ['logging'], ['history']],
  linux: [],
};

/** A subject that does more than show, and what. */
export interface HarmfulSubject {
  readonly subject: Subject;
  readonly why: string;
  /** Other words may stand between those of the subject. */
  readonly anywhere?: boolean;
}

export const harmfulSubjects: Readonly<Partial<Record<PlatformName, readonly HarmfulSubject[]>>> = {
  iosxr: [{ subject: ['tech-support'], why: 'writes an archive on the device: ask for its parts' }],
  iosxe: [
    {
      subject: ['platform', 'hardware', 'pp', 'policer', 'cpu'],
      why: 'clears the counters with a 1 at its end',
      anywhere: true,
    },
  ],
};

/** A word that makes a `show` act, and the subject under which it is known. */
export interface ActingWord {
  readonly keyword: string;
  readonly under: string;
  readonly verdict: Verdict;
  readonly why: string;
}

export const actingWords: readonly ActingWord[] = [
  { keyword: 'clear', under: 'platform', verdict: 'write', why: 'clears what it has shown' },
  { keyword: 'to-file', under: 'logging', verdict: 'write', why: 'writes a file on the device' },
  { keyword: 'binary', under: 'tech-support', verdict: 'write', why: 'writes a file on the device' },
  { keyword: 'sqlite', under: 'event-monitor', verdict: 'dangerous', why: 'runs any SQL statement' },
  { keyword: 'follow', under: 'logging', verdict: 'infinite', why: 'runs until it is interrupted' },
];

/** Whether the words after `show` name the subject, shortened or in full. */
export function namesSubject(words: readonly string[], subject: Subject): boolean {
  return subject.every((keyword, index) => {
    const word = words[index]?.toLowerCase() ?? '';
    return word !== '' && (keyword.startsWith(word) || word.startsWith(keyword));
  });
}

/** Whether the subject's words, shortened or in full, come in this order, whatever stands between them. */
export function namesInOrder(words: readonly string[], subject: Subject): boolean {
  let matched = 0;
  for (const word of words) if (subject[matched]?.startsWith(word)) matched += 1;
  return matched === subject.length;
}
