import type { OutputFormat } from '../model/output-format.ts';
import type { PlatformName } from '../model/platform-name.ts';

/** What makes a platform's command line answer in a structured form; a platform or form that is not here has none. */
const suffixes: Partial<Readonly<Record<PlatformName, Partial<Readonly<Record<OutputFormat, string>>>>>> = {
  // Junos CLI User Guide, "display json" and "display xml".
  junos: { json: ' | display json', xml: ' | display xml' },
  // Arista EOS User Manual, "CLI pipes"; Cisco NX-OS "show | json" and "| xml"; SR Linux "Output modifiers".
  eos: { json: ' | json' },
  nxos: { json: ' | json', xml: ' | xml' },
  srlinux: { json: ' | as json' },
  // FRR User Guide: a keyword of the commands that have it, not a pipe.
  frr: { json: ' json' },
};

/** The command that answers in this form; null where the platform has none. */
export function structuredForm(command: string, platform: PlatformName, format: OutputFormat): string | null {
  if (format === 'text') return command;
  const suffix = suffixes[platform]?.[format];
  return suffix === undefined ? null : command.trimEnd() + suffix;
}
