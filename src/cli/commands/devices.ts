import type { Command } from 'commander';
import type { Device } from '../../model/device.ts';
import type { SelectedDevice } from '../../model/inventory.ts';
import { deviceTable } from '../../present/device-table.ts';
import type { CliParts, GlobalFlags } from '../cli-parts.ts';
import { type ExitStatus, exitStatusOfCounts } from '../exit-status.ts';
import { unknownDeviceText } from '../on-each-device.ts';
import { type Cli, globalFlags } from '../program.ts';
import { report, reportWarnings } from '../report.ts';
import { tableWidth } from '../table-width.ts';
import { withRollcall } from '../with-rollcall.ts';

export function addDevicesCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('devices')
    .summary('the devices of the inventory')
    .description('Lists the devices of the inventory, or those that a selector stands for.')
    .argument('[selector]', 'which devices (default: all)')
    .option('--json', 'as a JSON array')
    .addHelpText('after', "\nExample:\n  rollcall devices 'site:fra!@core'")
    .action(async (selector: string | undefined, { json }: { json?: true }, command: Command) => {
      end(await listDevices(parts, globalFlags(command), selector, json === true));
    });
}

async function listDevices(
  parts: CliParts,
  flags: GlobalFlags,
  selector: string | undefined,
  json: boolean,
): Promise<ExitStatus> {
  return withRollcall(parts, flags, async ({ rollcall }) => {
    const { devices: selected, warnings } = await rollcall.listDevices(selector);
    reportWarnings(parts.stderr, warnings);
    for (const each of selected) {
      if (!each.known) report(parts.stderr, `${each.name}: ${unknownDeviceText(each.didYouMean)}`);
    }
    const devices = selected.flatMap(knownDevice);
    parts.stdout.write(
      json
        ? `${JSON.stringify(devices.map(deviceDocument), null, 2)}\n`
        : deviceTable(devices, tableWidth(parts.stdout)),
    );
    return exitStatusOfCounts(selected.length, devices.length);
  });
}

function knownDevice(selected: SelectedDevice): readonly Device[] {
  return selected.known ? [selected.device] : [];
}

/** On the wire, with everything inherited filled in. Of the credentials only the kinds. */
function deviceDocument(device: Device): unknown {
  return {
    name: device.name,
    host: device.host,
    port: device.port,
    platform: device.platform,
    username: device.username,
    auth: device.auth.map(({ method }) => method),
    host_keys: device.hostKeys,
    groups: device.groups,
    tags: device.tags,
  };
}
