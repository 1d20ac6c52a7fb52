import type { Command } from 'commander';
import { RollcallError } from '../../base/rollcall-error.ts';
import { accessScopes, isExpired, type NewToken, type TokenStore } from '../../model/access-token.ts';
import { textTable } from '../../present/text-table.ts';
import type { CliParts } from '../cli-parts.ts';
import { type Cli, globalFlags } from '../program.ts';
import { report } from '../report.ts';

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** One year: a token that never ends is one that nobody remembers. */
const maxLifetimeMs = 365 * 86_400_000;

/** The commands `rollcall token create|list|revoke`: who may use `serve --http`, and on which devices. */
export function addTokenCommand(program: Command, { parts, end }: Cli): void {
  const token = program
    .command('token')
    .summary('access tokens for serve --http')
    .description('Access tokens for `rollcall serve --http`: who may use it, and on which devices.');

  token
    .command('create')
    .description('Makes a token and prints it, once: only its hash is kept.')
    .requiredOption('--name <name>', 'what to call it, for list and revoke')
    .option('--devices <selector>', 'the devices it is for; all of them: all')
    .option('--scope <scope>', 'read: commands that read; change: also ask for others; metrics: only /metrics', 'read')
    .option('--expires <time>', 'when it ends: 12h, 90d; at most 365d', '90d')
    .addHelpText('after', "\nExample:\n  rollcall token create --name ci --scope read --devices '@lab' --expires 90d")
    .action(async (options: CreateOptions, command: Command) => {
      const wanted = newToken(options);
      const text = await withTokens(parts, command, (tokens) => tokens.create(wanted));
      parts.stdout.write(`${text}\n`);
      report(parts.stderr, `token ${wanted.name} is shown this once; a client sends it as Authorization: Bearer TOKEN`);
      end(0);
    });

  token
    .command('list')
    .description('The tokens there are, also expired ones; never the tokens themselves.')
    .option('--json', 'as one JSON array')
    .action(async ({ json }: { json?: true }, command: Command) => {
      const tokens = await withTokens(parts, command, (store) => store.list());
      const rows = tokens.map(({ name, scope, devices, created, expires, lastUsed }) => ({
        ...{ name, scope, devices, created, expires, last_used: lastUsed },
        expired: isExpired({ expires }, parts.clock.now()),
      }));
      const cells = rows.map((row) => [
        ...[row.name, row.scope, row.devices, `${row.expires}${row.expired ? ' (expired)' : ''}`],
        row.last_used ?? 'never',
      ]);
      if (tokens.length === 0) report(parts.stderr, 'there are no tokens');
      const table = textTable(['TOKEN', 'SCOPE', 'DEVICES', 'EXPIRES', 'LAST USED'], cells);
      parts.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : table);
      end(0);
    });

  token
    .command('revoke')
    .description('Takes a token back. A running server refuses it from the next request on.')
    .argument('<name>', 'as `rollcall token list` shows it')
    .action(async (name: string, _options: unknown, command: Command) => {
      if (!(await withTokens(parts, command, (tokens) => tokens.revoke(name)))) {
        throw badRequest('there is no token of that name', 'rollcall token list shows the names');
      }
      parts.stdout.write(`${name} revoked\n`);
      end(0);
    });
}

interface CreateOptions {
  name: string;
  devices?: string;
  scope: string;
  expires: string;
}

function newToken({ name, devices, scope: asked, expires }: CreateOptions): NewToken {
  const scope = accessScopes.find((each) => each === asked);
  if (scope === undefined) {
    throw badRequest(`--scope: "${asked}" is no scope`, `use --scope ${accessScopes.join(', ')}`);
  }
  // It sees no device, whatever stands there.
  const forDevices = devices ?? (scope === 'metrics' ? 'all' : null);
  if (forDevices === null) throw badRequest('--devices is missing', 'name the devices it is for; all of them: all');
  return { name, scope, devices: forDevices, lifetimeMs: lifetimeOf(expires) };
}

function lifetimeOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (ms > 0 && ms <= maxLifetimeMs) return ms;
  throw badRequest(`--expires: "${text}" is no time from 1m to 365d`, 'write 30m, 12h or 90d');
}

async function withTokens<T>(parts: CliParts, command: Command, work: (tokens: TokenStore) => Promise<T>): Promise<T> {
  const tokens = await parts.openTokens(globalFlags(command));
  try {
    return await work(tokens);
  } finally {
    await tokens.close();
  }
}

function badRequest(message: string, hint: string): RollcallError {
  return new RollcallError('bad_request', message, { hint, phase: 'request' });
}
