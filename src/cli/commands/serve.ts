import { type Command, Option } from 'commander';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { CliParts, GlobalFlags, HttpAddress, HttpOptions } from '../cli-parts.ts';
import { watchInterrupts } from '../interruption.ts';
import { type Cli, globalFlags } from '../program.ts';
import { readWhole } from '../read-number.ts';
import { report } from '../report.ts';

export function addServeCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('serve')
    .summary('MCP server over stdio, or over HTTP')
    .description(
      'MCP server. Speaks over stdio by default; with --http over Streamable HTTP at /mcp. Beyond loopback that needs an access token (`rollcall token create`) and TLS.',
    )
    .option('--http <[host:]port>', 'serve over HTTP; the host defaults to 127.0.0.1')
    .option('--tls-cert <file>', 'certificate (PEM) for HTTPS')
    .option('--tls-key <file>', 'its private key (PEM)')
    .option('--behind-proxy', 'a reverse proxy in front ends TLS and sets X-Forwarded-For')
    .option('--allowed-host <name...>', 'name by which clients call this server, beside its addresses')
    .addOption(
      new Option('--read-only', 'run commands that read, and no others: the default').conflicts('allowChanges'),
    )
    .option('--allow-changes', 'let clients ask their users to approve commands that change something')
    .addHelpText(
      'after',
      '\nExamples:\n  rollcall serve -i ~/devices.yaml\n  rollcall serve -i ~/devices.yaml --http 8808\n  rollcall serve -i ~/devices.yaml --http 192.0.2.9:8808 --tls-cert cert.pem --tls-key key.pem',
    )
    .action(async (options: ServeOptions, command: Command) => {
      await serve(parts, { ...globalFlags(command), allowChanges: options.allowChanges }, httpOptions(options));
      end(0);
    });
}

interface ServeOptions {
  allowChanges?: true;
  http?: string;
  tlsCert?: string;
  tlsKey?: string;
  behindProxy?: true;
  allowedHost?: string[];
}

function httpOptions({ http, tlsCert, tlsKey, behindProxy, allowedHost }: ServeOptions): HttpOptions | null {
  if (http === undefined) {
    if (tlsCert === undefined && tlsKey === undefined && !behindProxy && allowedHost === undefined) return null;
    throw new RollcallError('bad_request', 'these options are for HTTP only', { hint: 'add --http [HOST:]PORT' });
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new RollcallError('bad_request', '--tls-cert and --tls-key go together', { hint: 'give both' });
  }
  return {
    ...parseHttpAddress(http),
    ...(tlsCert !== undefined && tlsKey !== undefined && { tls: { cert: tlsCert, key: tlsKey } }),
    ...(behindProxy && { behindProxy }),
    ...(allowedHost !== undefined && { allowedHosts: allowedHost }),
  };
}

/** Until the client closes stdin, or Ctrl-C. The runs under way are cancelled then: `opened.close()` does that. */
async function serve(parts: CliParts, flags: GlobalFlags, http: HttpOptions | null): Promise<void> {
  const opened = await parts.open(flags, 'serve');
  const interruption = watchInterrupts(parts, { announce: false });
  try {
    // Nothing starts on a bad inventory; its warnings go to the log here, and not only at the first question.
    await opened.rollcall.listDevices();
    const serving = await (http === null ? parts.serveStdio(opened) : parts.serveHttp(opened, http));
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
