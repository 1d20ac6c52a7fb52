import type { AnswerFacts } from './platform.ts';

/** Nokia SR OS, model-driven (`MINOR:`) and classic (`Error:`) CLI. */
export const sros: AnswerFacts = {
  refusals: [/^(?:MINOR|MAJOR|CRITICAL): /, /^Error: /],
  preamble: [],
  answerStatuses: [],
};

/** Nokia SR Linux. */
export const srlinux: AnswerFacts = {
  refusals: [/^(?:Parsing error|Error): /],
  preamble: [],
  answerStatuses: [],
};
