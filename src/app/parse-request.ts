import { RollcallError } from '../base/rollcall-error.ts';
import { type Command, toCommands } from '../model/command.ts';
import type { OutputFormat } from '../model/output-format.ts';
import { defaultPriority, type Priority } from '../model/priority.ts';
import { type RunRequest, runRequestSchema } from '../model/run-request.ts';

/** No router takes a line this long; a longer one is a file pasted by mistake. */
const maxCommandChars = 4_096;

export interface CheckedRequest {
  readonly devices: RunRequest['devices'];
  readonly commands: readonly Command[];
  readonly timeoutMs: number | null;
  readonly deadlineMs: number | null;
  readonly maxParallel: number | null;
  readonly priority: Priority;
  readonly retries: number;
  readonly maxAgeMs: number | null;
  readonly format: OutputFormat;
  readonly webhook: string | null;
}

/** A request in one shape, or `bad_request` naming each field that is wrong and what was expected. */
export function parseRequest(input: unknown): CheckedRequest {
  const parsed = runRequestSchema.safeParse(input);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`);
    throw new RollcallError('bad_request', wrong.join('; '), {
      phase: 'request',
      hint: `a request has the fields ${Object.keys(runRequestSchema.shape).join(', ')}; only the first two are needed`,
    });
  }
  const { devices, command, timeout_s, deadline_s, max_parallel, max_age_s, priority, webhook } = parsed.data;
  const { retries = 0, format = 'text' } = parsed.data;
  const commands = toCommands(command);
  for (const each of commands) checkCommand(each);
  checkLabels(commands);
  if (format !== 'text') checkUnpiped(commands, format);
  return {
    devices,
    commands,
    timeoutMs: timeout_s === undefined ? null : timeout_s * 1_000,
    deadlineMs: deadline_s === undefined ? null : deadline_s * 1_000,
    maxParallel: max_parallel ?? null,
    maxAgeMs: max_age_s === undefined ? null : max_age_s * 1_000,
    priority: priority ?? defaultPriority,
    retries,
    format,
    webhook: webhook ?? null,
  };
}

function checkCommand({ index, text }: Command): void {
  const which = `command ${index + 1}`;
  if (text.trim() === '') {
    throw new RollcallError('bad_request', `${which} is empty`, {
      phase: 'request',
      hint: 'give one CLI line, for example "show version"',
    });
  }
  if (text.length > maxCommandChars) {
    throw new RollcallError(
      'bad_request',
      `${which} is ${text.length} characters long; at most ${maxCommandChars} are taken`,
      {
        phase: 'request',
        hint: 'a command is one CLI line; run several lines as a list of commands',
      },
    );
  }
}

/** What asks for the form stands last, or the pipes would filter the lines of a document. */
function checkUnpiped(commands: readonly Command[], format: OutputFormat): void {
  const piped = commands.find(({ text }) => text.includes('|'));
  if (piped === undefined) return;
  throw new RollcallError('bad_request', `command ${piped.index + 1} has a pipe, and format ${format} was asked for`, {
    phase: 'request',
    hint: 'leave the pipes out (the form is asked for by itself), or ask for text',
  });
}

function checkLabels(commands: readonly Command[]): void {
  const seen = new Set<string>();
  for (const { label } of commands) {
    if (label === null) continue;
    if (seen.has(label)) {
      throw new RollcallError('bad_request', `the label "${label}" is given twice`, {
        phase: 'request',
        hint: 'labels name results, so each must be unique within a request',
      });
    }
    seen.add(label);
  }
}
