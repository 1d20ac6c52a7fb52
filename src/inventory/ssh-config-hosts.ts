import { expandPath } from '../base/expand-path.ts';
import type { ProblemList } from '../base/problem-list.ts';
import { showValue } from '../base/show-value.ts';
import type { AuthMethod } from '../model/device.ts';
import { userNameExpected, userNamePattern } from './fields.ts';
import type { InventoryContext } from './inventory-context.ts';
import { type SshBlock, type SshSetting, settingsFor } from './ssh-config-file.ts';
import type { ReadyLayer } from './to-device.ts';

/** What an OpenSSH client configuration says about one host. */
export interface SshHost {
  readonly host: string;
  readonly layer: ReadyLayer;
}

/**
 * HostName, Port, User, IdentityFile, IdentitiesOnly, StrictHostKeyChecking and UserKnownHostsFile of a host; the
 * first value of each counts, IdentityFile adds up. ProxyJump and ProxyCommand are problems, other keywords do not
 * concern us. StrictHostKeyChecking can make checking stricter (`yes`), never laxer than our default.
 */
export function sshHost(
  blocks: readonly SshBlock[],
  alias: string,
  context: InventoryContext,
  problems: ProblemList,
): SshHost {
  const settings = settingsFor(blocks, alias);
  const all = (keyword: string) => settings.filter((setting) => setting.keyword.toLowerCase() === keyword);
  const first = (keyword: string): SshSetting | undefined => all(keyword)[0];
  const value = (keyword: string): string | undefined => first(keyword)?.values[0];

  for (const proxy of [first('proxyjump'), first('proxycommand')]) {
    if (proxy === undefined || proxy.values[0] === 'none') continue;
    problems.add(() => proxy.line, proxy.keyword, 'not yet supported by this version');
  }
  const host = expandTokens(value('hostname') ?? alias, { h: alias });
  const username = value('user');
  if (username !== undefined && !userNamePattern.test(username)) {
    const line = first('user')?.line ?? null;
    problems.add(() => line, 'User', `expected ${userNameExpected}, found ${showValue(username)}`);
  }
  const tokens = { d: context.homeDir, h: host, n: alias, r: username, u: context.localUser ?? undefined };
  const absolute = (path: string): string => expandPath(expandTokens(path, tokens), context.baseDir, context.homeDir);
  const keys = all('identityfile')
    .flatMap(({ values }) => values.slice(0, 1))
    .filter((path) => path !== 'none')
    .map((path): AuthMethod => ({ method: 'key', path: absolute(path), passphrase: null }));
  const agent: readonly AuthMethod[] = value('identitiesonly') === 'yes' ? [] : [{ method: 'agent' }];
  const knownHosts = value('userknownhostsfile');
  return {
    host,
    layer: {
      port: port(first('port'), problems),
      username,
      auth: keys.length === 0 ? undefined : [...agent, ...keys],
      host_keys: value('stricthostkeychecking') === 'yes' ? 'strict' : undefined,
      known_hosts: knownHosts === undefined || knownHosts === 'none' ? undefined : absolute(knownHosts),
    },
  };
}

function port(setting: SshSetting | undefined, problems: ProblemList): number | undefined {
  if (setting === undefined) return undefined;
  const [text = ''] = setting.values;
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= 65_535) return number;
  problems.add(
    () => setting.line,
    setting.keyword,
    `expected a whole number from 1 to 65535, found ${showValue(text)}`,
  );
  return undefined;
}

/** ssh_config(5), TOKENS; one we do not know stays as it is and shows in the error of the file that is not there. */
function expandTokens(text: string, tokens: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/%(.)/g, (written, token: string) => (token === '%' ? '%' : (tokens[token] ?? written)));
}
