import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** Works with simulated routers that run in a process of their own, and a folder that is gone afterwards. */
export async function withFleet({ count, latencyMs }, work) {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const inventory = join(folder, 'fleet.yaml');
  const args = ['sim', '--count', `${count}`, '--latency', `${latencyMs}ms`, '--inventory-out', inventory];
  const fleet = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => fleet.once('exit', resolve));
  try {
    await Promise.race([new Promise((resolve) => fleet.stdout.once('data', resolve)), ended]);
    if (fleet.exitCode !== null) throw new Error('the simulated fleet did not start');
    await work(inventory, folder);
  } finally {
    fleet.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}
