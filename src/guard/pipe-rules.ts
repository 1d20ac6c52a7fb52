import type { PlatformName } from '../model/platform-name.ts';
import type { Verdict } from '../model/verdict.ts';

/**
 * Arguments a pipe may have: keywords in full, `PATTERN` one word or quoted text, `NUMBER` digits, `TEXT` one word
 * or more. An empty form is the pipe alone.
 */
export type PipeForms = readonly string[];

const pattern: PipeForms = ['PATTERN'];
const text: PipeForms = ['TEXT'];
const alone: PipeForms = [''];

/** Pipes that only filter or format, per platform, written in full. Sources: the vendors' CLI guides. */
export const harmlessPipes: Readonly<Record<PlatformName, Readonly<Record<string, PipeForms>>>> = {
  junos: {
    match: pattern,
    except: pattern,
    find: pattern,
    count: alone,
    last: ['', 'NUMBER'],
    'no-more': alone,
    trim: ['NUMBER'],
    resolve: ['', 'full-names'],
    display: [
      'json',
      'xml',
      'xml rpc',
      'set',
      'set relative',
      'detail',
      'changed',
      'inheritance',
      'inheritance brief',
      'inheritance defaults',
      'inheritance no-comments',
      'inheritance terse',
    ],
    compare: ['', 'rollback NUMBER'],
  },
  eos: { include: text, exclude: text, begin: text, section: text, json: alone, 'no-more': alone },
  iosxe: { include: text, exclude: text, begin: text, section: text, count: text },
  iosxr: { include: text, exclude: text, begin: text },
  nxos: {
    include: text,
    exclude: text,
    begin: text,
    section: text,
    count: alone,
    last: ['', 'NUMBER'],
    'no-more': alone,
    json: alone,
    'json-pretty': alone,
    xml: alone,
  },
  sros: { match: pattern, count: alone, 'no-more': alone },
  srlinux: { as: ['json', 'table', 'text', 'yaml'] },
  frr: { include: text },
  linux: {},
};

/** Pipes that do more than filter, on whichever platform: what their refusal is called, and why. */
export const harmfulPipes: Readonly<Record<string, readonly [Verdict, string]>> = {
  save: ['write', 'writes a file on the device'],
  append: ['write', 'writes a file on the device'],
  tee: ['write', 'writes a file on the device'],
  redirect: ['write', 'writes a file on the device'],
  file: ['write', 'writes a file on the device'],
  request: ['write', 'sends the text to everyone who is logged in'],
  refresh: ['infinite', 'repeats for ever'],
  hold: ['infinite', 'waits for a key'],
};

/** Pipes under another name that people know. */
export const pipeAliases: Readonly<Record<string, string>> = {
  grep: 'match PATTERN (include PATTERN on other platforms than Junos and SR OS)',
  more: 'no-more',
};

/** Pipes that make sense after one command only. */
export const pipeNeedsCommand: Readonly<Record<string, readonly string[]>> = { compare: ['show', 'configuration'] };
