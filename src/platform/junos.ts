import type { AnswerFacts } from './platform.ts';
import { shellRefusals } from './shell-refusals.ts';

/**
 * Junos. An exec request ends with status 0 for errors too; the error is the first line of stdout, after an empty
 * one. A later `error:` line belongs to one member of a chassis, or to a log. Recorded on Junos 12 to 26.
 */
export const junos: AnswerFacts = {
  refusals: [
    /^error:/,
    /^syntax error\b/,
    /^unknown command\b/,
    /^missing argument\b/,
    /^'[^']*' is ambiguous\.?$/,
    /^invalid .{1,200} in '[^']*'\.$/,
    // | display xml
    /^<xnm:error\b/,
    ...shellRefusals,
  ],
  preamble: [
    // {master}, {master:0}, {primary:node0}, {linecard:1}: which routing engine answers
    /^\{[a-z]+(?::[\w-]+)?\}(?:\[edit\])?$/,
    /^<rpc-reply\b[^>]*>$/,
  ],
  answerStatuses: [],
};
