import { Command, Option } from 'commander';
import { logFormats, logLevels, type Settings } from '../model/settings.ts';
import type { CliParts, GlobalFlags, TextOutput } from './cli-parts.ts';
import type { ExitStatus } from './exit-status.ts';
import { report } from './report.ts';

/** What each command file gets: the parts, and where to say how it ended. */
export interface Cli {
  readonly parts: CliParts;
  /** The whole command line. */
  readonly args: readonly string[];
  end(status: ExitStatus): void;
}

/** The program with its global flags and no commands yet. Usage errors throw CommanderError, worded as all errors are. */
export function createProgram(parts: CliParts): Command {
  return new Command('rollcall')
    .description('Run CLI commands on many network devices in parallel over SSH, and account for every answer.')
    .version(parts.version, '-V, --version', 'print the version')
    .addOption(new Option('-i, --inventory <file>', 'inventory (default: $ROLLCALL_INVENTORY, ./devices.yaml, …)'))
    .addOption(new Option('--ssh-config <file>', 'take devices from an OpenSSH client configuration'))
    .addOption(new Option('--settings <file>', 'settings file in place of the usual one'))
    .addOption(new Option('--log-level <level>', 'what is logged to stderr').choices(logLevels))
    .addOption(new Option('--log-format <format>', 'form of the log').choices(logFormats))
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => parts.stdout.write(text),
      writeErr: (text) => parts.stderr.write(text),
      outputError: (text) => reportUsage(parts.stderr, text),
      getOutHelpWidth: () => parts.stdout.columns,
      getErrHelpWidth: () => parts.stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError(false)
    .exitOverride();
}

/** Commander says `error: unknown option '--jsn'` and `(Did you mean --json?)` on the next line. */
function reportUsage(stderr: TextOutput, text: string): void {
  const [message = '', suggestion] = text.trim().split('\n');
  const hint = /^\((.+)\)$/.exec(suggestion ?? '')?.[1];
  report(stderr, message.replace(/^error: /, ''), hint ?? 'see rollcall --help, or --help after the command');
}

interface GlobalOptions {
  inventory?: string;
  sshConfig?: string;
  settings?: string;
  logLevel?: Settings['log_level'];
  logFormat?: Settings['log_format'];
  color: boolean;
}

export function globalFlags(command: Command): GlobalFlags {
  const { inventory, sshConfig, settings, logLevel, logFormat } = command.optsWithGlobals<GlobalOptions>();
  return { inventory, sshConfig, settingsFile: settings, logLevel, logFormat };
}

/** Colours for standard output: a terminal, and nobody said no (no-color.org, `TERM=dumb`). */
export function wantsColor(parts: Pick<CliParts, 'stdout' | 'env'>, command: Command): boolean {
  const { NO_COLOR, TERM } = parts.env;
  const refused =
    command.optsWithGlobals<GlobalOptions>().color === false || (NO_COLOR ?? '') !== '' || TERM === 'dumb';
  return parts.stdout.isTerminal && !refused;
}
