import type { AnswerFacts } from './platform.ts';
import { shellRefusals } from './shell-refusals.ts';

/** FRRouting's vtysh: errors on stdout with exit status 1. Other `%` lines (`% Network not in table`) are answers. */
export const frr: AnswerFacts = {
  refusals: [
    /^% ?(?:Unknown command|Ambiguous command|Command incomplete|There is no matched command)/,
    // A helper program is missing: on stderr, with status 0 and nothing on stdout.
    /^Can't execute /,
    /^(?:Exiting: )?failed to connect to any daemons/,
    ...shellRefusals,
  ],
  preamble: [],
  answerStatuses: [],
};
