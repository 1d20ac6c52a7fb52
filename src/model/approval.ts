import type { Verdict } from './verdict.ts';

/** Devices that get the same lines in the same order. */
export interface LinesOfDevices {
  /** In selector order. */
  readonly devices: readonly string[];
  readonly lines: readonly { readonly line: string; readonly verdict: Verdict }[];
}

/** What a person has to approve: a plan with lines that may change something, down to the bytes. */
export interface PlanToApprove {
  /** SHA-256 over devices, addresses, host key rules, logins, lines and deadlines, in hex. Any difference gives another one. */
  readonly planHash: string;
  /** Everything that would be sent, also lines that only read. */
  readonly parts: readonly LinesOfDevices[];
  /** Devices that get at least one line that may change something. */
  readonly changedDevices: number;
}

/** A question to a person, good for one answer. */
export interface ApprovalQuestion extends PlanToApprove {
  readonly id: string;
  /** What the person has to type, to the letter. */
  readonly phrase: string;
}

/** How a person answered a question: `terminal` at the command line, `elicitation` through an MCP client. */
export interface ApprovalAnswer {
  readonly id: string;
  readonly typed: string;
  readonly by: 'terminal' | 'elicitation';
}
