import { RollcallError } from '../base/rollcall-error.ts';
import type { ApprovalAnswer, ApprovalQuestion } from '../model/approval.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { countedDevices } from './counted-devices.ts';

/** Where the person is, and how much is sure to be shown there: a dialog is cut sooner than a terminal with its scrollback. */
export const shownChars = { elicitation: 4_000, terminal: 20_000 } as const satisfies Record<
  ApprovalAnswer['by'],
  number
>;

/**
 * What a person reads before approving a change: every device by name, and every line as the bytes that would be sent, as
 * JSON string literals, so that no blank and no odd character goes unseen. Throws `approval_too_long` where that is more than
 * `maxChars`: what is not sure to be shown cannot be approved.
 */
export function approvalText(question: ApprovalQuestion, maxChars: number): string {
  const text = wholeText(question);
  if (text.length <= maxChars) return text;
  throw new RollcallError(
    'approval_too_long',
    `what would have to be approved takes ${text.length} characters to show, more than the ${maxChars} that a person is shown; nothing was sent`,
    { phase: 'request', hint: 'ask for fewer devices or fewer commands at once, and have each part approved' },
  );
}

function wholeText({ parts, changedDevices, planHash, phrase }: ApprovalQuestion): string {
  const blocks = parts.map(({ devices, lines }) => {
    const shown = lines.map(
      ({ line, verdict }, index) => `  ${index + 1}. ${visible(JSON.stringify(line))}  (${verdict})`,
    );
    return [`On ${visible(foldNames(devices))} (${countedDevices(devices.length)}), in this order:`, ...shown].join(
      '\n',
    );
  });
  return [
    `This may change something on ${countedDevices(changedDevices)}, and nothing takes it back.`,
    ...blocks,
    `Plan ${planHash.slice(0, 12)}. To send exactly this, type: ${phrase}\nAnything else sends nothing.`,
  ].join('\n\n');
}

/** Only what is printable ASCII stands for itself. */
function visible(text: string): string {
  return text.replace(/[^ -~]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
