import type { Command } from 'commander';
import type { Rollcall } from '../../app/rollcall.ts';
import { cliCaller } from '../../model/caller.ts';
import type { TrustAnswer } from '../../model/trust-answer.ts';
import { textTable } from '../../present/text-table.ts';
import type { CliParts } from '../cli-parts.ts';
import { type ExitStatus, exitStatusOfCounts } from '../exit-status.ts';
import { watchInterrupts } from '../interruption.ts';
import { onEachDevice, unknownDeviceText } from '../on-each-device.ts';
import { type Cli, globalFlags } from '../program.ts';
import { reportWarnings } from '../report.ts';
import { withRollcall } from '../with-rollcall.ts';

export function addTrustCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('trust')
    .summary("remember the devices' present host keys")
    .description(
      "Reads each device's present host key without logging in and remembers it in place of an older one. Compare the fingerprints it prints with the devices' own.",
    )
    .argument('<selector>', 'which devices')
    .addHelpText('after', "\nExample:\n  rollcall trust 'core-r[1-8]'")
    .action(async (selector: string, _options: unknown, command: Command) => {
      end(await withRollcall(parts, globalFlags(command), ({ rollcall }) => trust(parts, rollcall, selector)));
    });
}

async function trust(parts: CliParts, rollcall: Rollcall, selector: string): Promise<ExitStatus> {
  const interruption = watchInterrupts(parts);
  const { signal } = interruption;
  try {
    const { devices, warnings } = await rollcall.listDevices(selector);
    reportWarnings(parts.stderr, warnings);
    const answers = await onEachDevice<TrustAnswer>(
      devices,
      (device) => rollcall.trust(device, signal, cliCaller),
      (device, near) => ({ device, ok: false, detail: unknownDeviceText(near) }),
    );
    const rows = answers.map(({ device, ok, detail }) => [device, ok ? 'trusted' : 'failed', detail]);
    parts.stdout.write(textTable(['DEVICE', 'STATE', 'HOST KEY'], rows));
    return signal.aborted ? 130 : exitStatusOfCounts(answers.length, answers.filter(({ ok }) => ok).length);
  } finally {
    interruption.close();
  }
}
