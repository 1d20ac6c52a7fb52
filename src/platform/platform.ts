export type AnswerVerdict =
  | { readonly outcome: 'ok' }
  /** `message`: what the device said, one line. */
  | { readonly outcome: 'rejected'; readonly message: string };

/** What is known about the answers of one command-line family. */
export interface PlatformRules {
  /**
   * Whether the device's CLI took the command. Only the beginning of the texts decides, so the first part of a long
   * answer is enough. `exitStatus` is null where the device sent none: that alone is no refusal.
   */
  judgeAnswer(stdout: string, stderr: string, exitStatus: number | null): AnswerVerdict;
  /** What is odd in an answer that was taken: errors of single members of a chassis or cluster. Wants the whole text. */
  notesOn(stdout: string): readonly string[];
}

/** The data behind the rules of one family. */
export interface AnswerFacts {
  /** The first line of a refusal fits one of these. */
  readonly refusals: readonly RegExp[];
  /** Lines before the answer that are no part of it. */
  readonly preamble: readonly RegExp[];
  /** Exit statuses besides 0 that stand for an answer. */
  readonly answerStatuses: readonly number[];
}
