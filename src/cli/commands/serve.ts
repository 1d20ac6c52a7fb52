import type { Command } from 'commander';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { CliParts, GlobalFlags, HttpAddress } from '../cli-parts.ts';
import { watchInterrupts } from '../interruption.ts';
import { type Cli, globalFlags } from '../program.ts';
import { readWhole } from '../read-number.ts';
import { report } from '../report.ts';

export function addServeCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('serve')
    .summary('MCP server over stdio, or over HTTP')
    .description(
      'MCP server. Speaks over stdio by default; with --http over Streamable HTTP at /mcp, on loopback only.',
    )
    .option('--http <[host:]port>', 'serve over HTTP; the host defaults to 127.0.0.1')
    .option('--read-only', 'run commands that read, and no others: the default, and all there is yet')
    .addHelpText(
      'after',
      '\nExamples:\n  rollcall serve -i ~/devices.yaml\n  rollcall serve -i ~/devices.yaml --http 8808',
    )
    .action(async ({ http }: { http?: string }, command: Command) => {
      const address = http === undefined ? null : parseHttpAddress(http);
      await serve(parts, globalFlags(command), address);
      end(0);
    });
}

/** Until the client closes stdin, or Ctrl-C. The runs under way are cancelled then: `opened.close()` does that. */
async function serve(parts: CliParts, flags: GlobalFlags, address: HttpAddress | null): Promise<void> {
  const opened = await parts.open(flags, 'serve');
  const interruption = watchInterrupts(parts, { announce: false });
  try {
    // Nothing starts on a bad inventory; its warnings go to the log here, and not only at the first question.
    await opened.rollcall.listDevices();
    const serving = await (address === null ? parts.serveStdio(opened) : parts.serveHttp(opened, address));
    if (serving.url !== null) report(parts.stderr, `serving MCP at ${serving.url}`);
    const closed = new Promise<void>((resolve) =>
      interruption.signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    await Promise.race([serving.ended, closed]);
    await serving.close();
  } finally {
    await opened.close();
    interruption.close();
  }
}

/** `8808`, `127.0.0.1:8808`, `localhost:8808`, `[::1]:8808`. */
export function parseHttpAddress(text: string): HttpAddress {
  const match = /^(?:(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s/]+)):)?(\d{1,5})$/.exec(text);
  if (match === null) {
    throw new RollcallError('bad_request', `--http: "${text}" is no [host:]port`, {
      hint: 'write 8808, 127.0.0.1:8808 or [::1]:8808',
    });
  }
  const [, v6, host, port = ''] = match;
  return { host: v6 ?? host ?? '127.0.0.1', port: readWhole(port, '--http', { min: 0, max: 65_535 }) };
}
