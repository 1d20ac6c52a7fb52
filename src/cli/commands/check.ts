import { type Command, Option } from 'commander';
import { guardTarget } from '../../app/guard-target.ts';
import type { Rollcall } from '../../app/rollcall.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import { cliCaller } from '../../model/caller.ts';
import type { GuardTarget } from '../../model/guard-target.ts';
import { type PlatformName, platformNames } from '../../model/platform-name.ts';
import type { Judgement } from '../../model/verdict.ts';
import { explanationText } from '../../present/explanation-text.ts';
import { textTable } from '../../present/text-table.ts';
import type { CliParts } from '../cli-parts.ts';
import type { ExitStatus } from '../exit-status.ts';
import { type Cli, globalFlags } from '../program.ts';
import { readLines } from '../read-lines.ts';
import { withRollcall } from '../with-rollcall.ts';

interface CheckOptions {
  platform?: PlatformName;
  device?: string;
  stdin?: true;
}

export function addCheckCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('check')
    .summary("the guard's verdict on commands; sends nothing")
    .description(
      "Prints the guard's verdict on each command, what each word was taken for, the rule that decided and the nearest command that is allowed; sends nothing anywhere. Exit status 0: all allowed, 3: any refused.",
    )
    .argument('[command...]', 'CLI lines, each in quotes')
    .addOption(
      new Option('--platform <name>', 'whose command line (default: junos)').choices(platformNames).conflicts('device'),
    )
    .option('--device <name>', 'in its place a device of the inventory, with its platform, login and groups')
    .option('--stdin', 'read one JSON string literal a line, answer with one JSON object a line')
    .addHelpText('after', "\nExample:\n  rollcall check 'show version' 'request system reboot'")
    .action(async (lines: string[], options: CheckOptions, command: Command) => {
      if ((options.stdin === true) === lines.length > 0) {
        throw new RollcallError('bad_request', 'check needs commands, or --stdin and none', {
          hint: "for example: rollcall check 'show version'",
        });
      }
      const status = await withRollcall(parts, globalFlags(command), async ({ rollcall }) => {
        const target = await guardTarget(rollcall, options);
        return options.stdin === true
          ? checkStream(parts, rollcall, target)
          : checkArguments(parts, rollcall, lines, target);
      });
      end(status);
    });
}

async function checkArguments(
  parts: CliParts,
  rollcall: Rollcall,
  lines: readonly string[],
  target: GuardTarget,
): Promise<ExitStatus> {
  const judged = lines.map((line) => ({ line, explanation: rollcall.explain(line, target, cliCaller) }));
  const rows = judged.map(({ line, explanation: { allowed, verdict, reason } }) => [
    allowed ? 'allowed' : 'refused',
    verdict,
    line,
    reason,
  ]);
  parts.stdout.write(textTable(['ANSWER', 'VERDICT', 'COMMAND', 'REASON'], rows));
  for (const { line, explanation } of judged) parts.stdout.write(`\n${explanationText(line, explanation)}`);
  return judged.every(({ explanation }) => explanation.allowed) ? 0 : 3;
}

async function checkStream(parts: CliParts, rollcall: Rollcall, target: GuardTarget): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  let readerGone = false;
  parts.stdout.onReaderGone(() => {
    readerGone = true;
  });
  for await (const line of readLines(parts.stdin)) {
    // `yes '"show version"' | rollcall check --stdin | head -1` has no other end.
    if (readerGone) break;
    const command = stringLiteral(line);
    if (command === null) {
      status = 2;
      parts.stdout.write(`${JSON.stringify({ error: 'the line is no JSON string literal' })}\n`);
      continue;
    }
    const { verdict, allowed, reason } = judgeOne(rollcall, command, target);
    if (!allowed && status === 0) status = 3;
    parts.stdout.write(`${JSON.stringify({ command, verdict, allowed, reason })}\n`);
  }
  return status;
}

function stringLiteral(line: string): string | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function judgeOne(rollcall: Rollcall, line: string, target: GuardTarget): Judgement {
  const [judgement] = rollcall.judge([line], target, cliCaller);
  if (judgement === undefined) throw new RollcallError('defect', 'the guard gave no verdict');
  return judgement;
}
