import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { onAbort } from '../../base/abort.ts';
import { parseDuration } from '../../base/duration.ts';
import type { CliParts, FleetOptions } from '../cli-parts.ts';
import { watchInterrupts } from '../interruption.ts';
import type { Cli } from '../program.ts';
import { readWhole } from '../read-number.ts';
import { report } from '../report.ts';

interface SimOptions {
  count: string;
  latency: string;
  jitter: string;
  variants: string;
  routeReflectors?: string;
  fault: string[];
  seed?: string;
  inventoryOut?: string;
  basePort?: string;
  endWithStdin?: true;
}

export function addSimCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('sim')
    .summary('a simulated fleet of routers on this machine')
    .description(
      'Starts simulated Junos-style routers, each an SSH server on a loopback port of its own, and prints the path of their inventory. Runs until Ctrl-C.',
    )
    .option('--count <n>', 'how many routers', '24')
    .option('--latency <duration>', 'delay of each answer (0 for none)', '0')
    .option('--jitter <duration>', 'random part of the delay', '0')
    .option('--variants <n>', 'how many distinct software versions', '3')
    .option('--route-reflectors <n>', 'BGP with so many route reflectors on every router, in place of its neighbours')
    .option(
      '--fault <kind=percent>',
      'a share of the routers with a fault, for example refuse=5; repeatable',
      collect,
      [],
    )
    .option('--seed <text>', 'equal seeds give equal fleets')
    .option('--inventory-out <file>', 'where the inventory is written (default: a temporary folder)')
    .option('--base-port <port>', 'port of the first router, the next has the next one (default: any free ports)')
    .addOption(new Option('--end-with-stdin', 'end when standard input closes').hideHelp())
    .addHelpText(
      'after',
      '\nExample:\n  rollcall sim --count 100 --latency 20ms --fault refuse=5 --inventory-out fleet.yaml',
    )
    .action(async (options: SimOptions) => {
      await simulate(parts, options);
      end(0);
    });
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

function readFleetOptions(options: SimOptions): Omit<FleetOptions, 'inventoryOut'> {
  const { count, latency, jitter, variants, routeReflectors, fault, seed, basePort } = options;
  return {
    count: readWhole(count, '--count', { min: 1, max: 10_000 }),
    latencyMs: readDelay(latency, '--latency'),
    jitterMs: readDelay(jitter, '--jitter'),
    variants: readWhole(variants, '--variants', { min: 1, max: 100 }),
    faults: fault,
    ...(routeReflectors !== undefined && {
      routeReflectors: readWhole(routeReflectors, '--route-reflectors', { min: 1, max: 250 }),
    }),
    ...(seed !== undefined && { seed }),
    ...(basePort !== undefined && { basePort: readWhole(basePort, '--base-port', { min: 1_024, max: 65_535 }) }),
  };
}

/** As every duration, but here none at all is fine. */
function readDelay(text: string, what: string): number {
  return /^0+(ms|s|m|h)?$/.test(text) ? 0 : parseDuration(text, what);
}

async function simulate(parts: CliParts, options: SimOptions): Promise<void> {
  const wanted = readFleetOptions(options);
  const interruption = watchInterrupts(parts, { announce: false });
  const temporary = options.inventoryOut === undefined ? await parts.files.makeTemporaryFolder() : null;
  try {
    const inventoryOut = options.inventoryOut ?? join(temporary ?? '', 'devices.yaml');
    const fleet = await parts.startFleet({ ...wanted, inventoryOut });
    try {
      parts.stdout.write(`${fleet.inventoryPath}\n`);
      report(parts.stderr, `${wanted.count} simulated routers are up; Ctrl-C ends them`);
      await Promise.race([aborted(interruption.signal), ...(options.endWithStdin ? [drained(parts.stdin)] : [])]);
    } finally {
      await fleet.close();
    }
  } finally {
    if (temporary !== null) parts.files.removeFolder(temporary);
    interruption.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => onAbort(signal, resolve));
}

async function drained(stdin: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of stdin);
}
