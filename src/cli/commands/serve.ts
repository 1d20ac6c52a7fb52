import { type Command, Option } from 'commander';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { CliParts, GlobalFlags, HttpAddress, HttpOptions, OauthOptions } from '../cli-parts.ts';
import { policyWarning } from '../doctor-checks.ts';
import { endServing } from '../end-serving.ts';
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
    .option('--oauth-issuer <url>', 'also accept access tokens (JWT) of this OpenID Connect issuer')
    .option('--oauth-audience <aud>', 'the audience (aud) of its tokens for this server')
    .option('--oauth-devices <selector>', 'the devices that its tokens are for, at most; all of them: all')
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
  oauthIssuer?: string;
  oauthAudience?: string;
  oauthDevices?: string;
}

function httpOptions({ http, ...given }: ServeOptions): HttpOptions | null {
  const { tlsCert, tlsKey, behindProxy, allowedHost } = given;
  if (http === undefined) {
    const forHttp = [tlsCert, tlsKey, behindProxy, allowedHost, ...Object.values(oauthFlags(given))];
    if (forHttp.every((value) => value === undefined)) return null;
    throw new RollcallError('bad_request', 'these options are for HTTP only', { hint: 'add --http [HOST:]PORT' });
  }
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new RollcallError('bad_request', '--tls-cert and --tls-key go together', { hint: 'give both' });
  }
  const oauth = oauthOptions(given);
  return {
    ...parseHttpAddress(http),
    ...(oauth !== null && { oauth }),
    ...(tlsCert !== undefined && tlsKey !== undefined && { tls: { cert: tlsCert, key: tlsKey } }),
    ...(behindProxy && { behindProxy }),
    ...(allowedHost !== undefined && { allowedHosts: allowedHost }),
  };
}

const oauthFlags = ({ oauthIssuer, oauthAudience, oauthDevices }: ServeOptions) => ({
  issuer: oauthIssuer,
  audience: oauthAudience,
  devices: oauthDevices,
});

function oauthOptions(options: ServeOptions): OauthOptions | null {
  const { issuer, audience, devices } = oauthFlags(options);
  if (issuer === undefined && audience === undefined && devices === undefined) return null;
  if (issuer !== undefined && audience !== undefined && devices !== undefined) return { issuer, audience, devices };
  throw new RollcallError('bad_request', '--oauth-issuer, --oauth-audience and --oauth-devices go together', {
    hint: 'give all three: whose tokens, for which server, and on which devices',
  });
}

/** Until the client closes stdin, or a signal comes. */
async function serve(parts: CliParts, flags: GlobalFlags, http: HttpOptions | null): Promise<void> {
  const opened = await parts.open(flags, 'serve');
  const interruption = watchInterrupts(parts, { announce: false });
  try {
    // Nothing starts on a bad inventory; its warnings go to the log here, and not only at the first question.
    const { groups } = await opened.rollcall.listDevices();
    const doubt = policyWarning(opened.policy, groups);
    if (doubt !== null) report(parts.stderr, `policy: ${doubt.detail}`, doubt.hint);
    const serving = await (http === null ? parts.serveStdio(opened) : parts.serveHttp(opened, http));
    if (serving.url !== null) report(parts.stderr, `serving MCP at ${serving.url}`);
    const closed = new Promise<void>((resolve) =>
      interruption.signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    await Promise.race([serving.ended, closed]);
    await endServing(parts, opened, serving, interruption);
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
