/** One prompt of a keyboard-interactive request (RFC 4256 §3.2). */
export interface PromptLine {
  readonly prompt: string;
  readonly echo?: boolean;
}

const changePrompt = /\b(new|current|old|retype|re-enter|repeat|expired|change)\b/i;
const codePrompt =
  /\b(otp|one[- ]?time|passcode|pass code|token|verification|authenticator|code|challenge|response|pin|duo)\b/i;

/** A prompt of more characters is no question for a password, and long to look through. */
const maxPromptLength = 1_000;

const noPasswordPrompt = 'the server asks questions that are no password prompt';

/**
 * Why the prompts must not be answered with the password, or null where they ask for it: exactly one prompt without
 * echo, the first of the exchange, that wants neither a new password nor a one-time code.
 */
export function refusePrompts(prompts: readonly PromptLine[], answeredBefore: boolean): string | null {
  if (prompts.some(({ prompt }) => prompt.length > maxPromptLength)) return noPasswordPrompt;
  // A prompt may name the account, `(netops@old-core) Password:`; its words say nothing about what is asked.
  const text = prompts.map(({ prompt }) => prompt.replace(/\S+@\S+/g, '')).join(' ');
  if (changePrompt.test(text)) return 'the server wants the password changed';
  if (codePrompt.test(text)) return 'the server asks for a one-time code';
  if (answeredBefore) return 'the server asked again after the password: it was wrong, or is not enough';
  if (prompts.length !== 1 || prompts[0]?.echo === true) return noPasswordPrompt;
  return null;
}
