import type { AnswerFacts } from './platform.ts';

const refusals: readonly RegExp[] = [
  /^% ?(?:Invalid (?:input|command)|Ambiguous|Incomplete|Unknown command|Unavailable command|Error\b)/,
  /^% ?(?:Permission denied|Authorization failed)/,
  /^Command authorization failed/,
];

/** Arista EOS: exit status 1 with every `%` line. */
export const eos: AnswerFacts = { refusals, preamble: [], answerStatuses: [] };

/** Cisco IOS and IOS-XE: exit status 0 for a bad command too. */
export const iosxe: AnswerFacts = {
  refusals: [...refusals, /^Line has invalid autocommand/],
  preamble: [],
  answerStatuses: [],
};

/** Cisco IOS-XR: the date stands before every answer. */
export const iosxr: AnswerFacts = {
  refusals,
  preamble: [/^[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d(?:\.\d+)? [\w+-]+$/],
  answerStatuses: [],
};

/** Cisco NX-OS: exit status 16 for syntax, 30 for permission, 244 for an answer without data. */
export const nxos: AnswerFacts = {
  refusals: [...refusals, /^Syntax error while parsing/],
  preamble: [],
  answerStatuses: [244],
};
