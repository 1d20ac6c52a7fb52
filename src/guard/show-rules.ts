import type { PlatformName } from '../model/platform-name.ts';

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

/** Subjects that do more than show, and what they do. */
export const harmfulSubjects: Readonly<Partial<Record<PlatformName, readonly (readonly [Subject, string])[]>>> = {
  iosxr: [[['tech-support'], 'writes an archive on the device']],
};

/** Whether the words after `show` name the subject, shortened or in full. */
export function namesSubject(words: readonly string[], subject: Subject): boolean {
  return subject.every((keyword, index) => {
    const word = words[index]?.toLowerCase() ?? '';
    return word !== '' && (keyword.startsWith(word) || word.startsWith(keyword));
  });
}
