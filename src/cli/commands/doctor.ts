import type { Command } from 'commander';
import type { Rollcall } from '../../app/rollcall.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import { systemErrorText } from '../../base/system-error-text.ts';
import { countedDevices } from '../../present/counted-devices.ts';
import { textTable } from '../../present/text-table.ts';
import type { CliParts, GlobalFlags, OpenedRollcall } from '../cli-parts.ts';
import { type Finding, machineFindings, nodeFinding, policyFindings } from '../doctor-checks.ts';
import { type ExitStatus, exitStatusOfCounts, exitStatusOfError } from '../exit-status.ts';
import { watchInterrupts } from '../interruption.ts';
import { onEachDevice, unknownDeviceText } from '../on-each-device.ts';
import { type Cli, globalFlags } from '../program.ts';
import { withRollcall } from '../with-rollcall.ts';

export function addDoctorCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('doctor')
    .summary('what works and what does not, device by device')
    .description(
      'Checks settings, state folder and inventory, then connects and logs in to each device without running anything.',
    )
    .argument('[selector]', 'which devices (default: all)')
    .option('--retry-credentials', 'first let passwords be tried again that were refused and are held back')
    .addHelpText(
      'after',
      '\nExit status: 0 all well, 2 settings, state folder or inventory, 4 some devices fail, 5 all fail.',
    )
    .action(async (selector: string | undefined, { retryCredentials = false }: DoctorOptions, command: Command) => {
      end(await examine(parts, globalFlags(command), selector, retryCredentials));
    });
}

interface DoctorOptions {
  readonly retryCredentials?: boolean;
}

async function examine(
  parts: CliParts,
  flags: GlobalFlags,
  selector: string | undefined,
  retryCredentials: boolean,
): Promise<ExitStatus> {
  const interruption = watchInterrupts(parts);
  try {
    return await withRollcall(parts, flags, async (opened) => {
      const forgotten = retryCredentials ? [await forgetRefusals(opened, interruption.signal)] : [];
      const machine = [...(await machineFindings(parts, opened.settings)), ...forgotten];
      const listing = await listOrFail(opened.rollcall, selector);
      if (listing instanceof RollcallError) {
        const { message, hint } = listing;
        print(parts, [...machine, { state: 'fail', subject: 'inventory', detail: message, hint }]);
        return exitStatusOfError(listing);
      }
      const devices = await deviceFindings(opened.rollcall, listing.devices, interruption.signal);
      const policy = policyFindings(opened.settings.values.policy, opened.policy, listing.groups);
      print(parts, [...machine, ...inventoryFindings(listing), ...policy, ...devices]);
      if (interruption.signal.aborted) return 130;
      if (machine.some(({ state }) => state === 'fail')) return 2;
      return exitStatusOfCounts(devices.length, devices.filter(({ state }) => state === 'ok').length);
    });
  } catch (thrown) {
    const error = RollcallError.from(thrown);
    if (error.code !== 'bad_settings') throw thrown;
    const { message: detail, hint } = error;
    print(parts, [nodeFinding(parts), { state: 'fail', subject: 'settings', detail, hint }]);
    return exitStatusOfError(error);
  } finally {
    interruption.close();
  }
}

async function forgetRefusals(opened: OpenedRollcall, signal: AbortSignal): Promise<Finding> {
  const subject = 'refused passwords';
  try {
    const count = await opened.forgetRefusals(signal);
    return { state: 'ok', subject, detail: count === 0 ? 'none was held back' : `${count} may be tried again` };
  } catch (thrown) {
    return { state: 'fail', subject, detail: systemErrorText(thrown), hint: 'see whether $ROLLCALL_HOME is writable' };
  }
}

type Listing = Awaited<ReturnType<Rollcall['listDevices']>>;

function inventoryFindings({ source, devices, warnings }: Listing): readonly Finding[] {
  return [
    { state: 'ok', subject: 'inventory', detail: `${source}, ${countedDevices(devices.length)} selected` },
    ...warnings.map((detail): Finding => ({ state: 'warn', subject: 'inventory', detail })),
  ];
}

function deviceFindings(rollcall: Rollcall, devices: Listing['devices'], signal: AbortSignal): Promise<Finding[]> {
  return onEachDevice<Finding>(
    devices,
    async (device) => {
      const failed = await rollcall.checkDevice(device, signal);
      if (failed === null) return { state: 'ok', subject: device.name, detail: 'logged in' };
      const { phase, message, hint } = failed.error;
      const where = phase === undefined ? failed.outcome : `${failed.outcome} (${phase})`;
      return { state: 'fail', subject: device.name, detail: `${where}: ${message}`, hint };
    },
    (subject, near) => ({ state: 'fail', subject, detail: unknownDeviceText(near) }),
  );
}

async function listOrFail(rollcall: Rollcall, selector: string | undefined): Promise<Listing | RollcallError> {
  try {
    return await rollcall.listDevices(selector);
  } catch (thrown) {
    return RollcallError.from(thrown);
  }
}

function print(parts: CliParts, findings: readonly Finding[]): void {
  const rows = findings.flatMap(({ state, subject, detail, hint }) => {
    // A file with several mistakes names each on a line of its own.
    const [first = '', ...more] = hint === undefined ? detail.split('\n') : [...detail.split('\n'), `hint: ${hint}`];
    return [[state, subject, first], ...more.map((line) => ['', '', line])];
  });
  parts.stdout.write(textTable(['STATE', 'SUBJECT', 'DETAIL'], rows));
}
