import type { ProblemList } from '../base/problem-list.ts';
import { holdsLogin } from '../base/show-value.ts';
import type { Device } from '../model/device.ts';
import type { DeviceFile } from './device-file.ts';
import { hostProblem, nameProblem } from './device-table.ts';
import type { InventoryContext } from './inventory-context.ts';
import { namedHosts, parseSshConfig } from './ssh-config-file.ts';
import { sshHost } from './ssh-config-hosts.ts';
import { toDevice } from './to-device.ts';

/** An OpenSSH client configuration as an inventory: every host that is named without a wildcard is a device. */
export function readSshConfigDevices(text: string, context: InventoryContext, problems: ProblemList): DeviceFile {
  const devices = new Map<string, Device>();
  const blocks = parseSshConfig(text, problems);
  for (const [name, line] of namedHosts(blocks)) {
    const { host, layer } = sshHost(blocks, name, context, problems);
    const username = layer.username ?? context.localUser;
    const wrong = nameProblem(name) ?? hostProblem(host);
    if (wrong !== null) problems.add(() => line, holdsLogin(name) ? 'Host' : `Host ${name}`, wrong);
    else if (username === null)
      problems.add(() => line, `Host ${name}`, 'expected a User: the system does not tell yours');
    else devices.set(name, toDevice({ name, host, username, groups: [] }, layer, context));
  }
  return { devices, groups: new Map(), plainSecrets: [] };
}
