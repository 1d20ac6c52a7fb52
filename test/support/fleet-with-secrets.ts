import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { first, login } from './simulated-fleet.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Two simulated routers, and the secrets in the configuration of the first, by a plain client. */
export async function fleetWithSecrets() {
  const home = temporaryFolder();
  const inventory = join(home, 'devices.yaml');
  const fleet = await startFleet({ count: 2, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  const raw = await (await login(fleet, first(fleet))).text('show configuration');
  const secrets = [/encrypted-password "(.+?)"/, / secret "(.+?)"/, /community (\w+) \{/].map(
    (pattern) => pattern.exec(raw)?.[1] ?? '',
  );
  for (const secret of secrets) expect(secret.length).toBeGreaterThan(10);
  return { home, inventory, secrets, device: first(fleet).name };
}
