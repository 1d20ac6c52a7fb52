import type { ApprovalQuestion } from '../model/approval.ts';
import { foldNames } from '../model/selector/fold-names.ts';

/**
 * What a person reads before approving a change: every device by name, and every line as the bytes that would be sent, as
 * JSON string literals, so that no blank and no odd character goes unseen.
 */
export function approvalText({ parts, changedDevices, planHash, phrase }: ApprovalQuestion): string {
  const blocks = parts.map(({ devices, lines }) => {
    const shown = lines.map(({ line, verdict }, index) => `  ${index + 1}. ${visible(line)}  (${verdict})`);
    return [`On ${foldNames(devices)} (${counted(devices.length)}), in this order:`, ...shown].join('\n');
  });
  return [
    `This may change something on ${counted(changedDevices)}, and nothing takes it back.`,
    ...blocks,
    `Plan ${planHash.slice(0, 12)}. To send exactly this, type: ${phrase}\nAnything else sends nothing.`,
  ].join('\n\n');
}

const counted = (devices: number): string => (devices === 1 ? '1 device' : `${devices} devices`);

/** Only what is printable ASCII stands for itself. */
function visible(line: string): string {
  return JSON.stringify(line).replace(
    /[^ -~]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
