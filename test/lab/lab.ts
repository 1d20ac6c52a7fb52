import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('lab.sh', import.meta.url));

/** What lab.sh does to one router. */
type LabAction = 'stop-ssh' | 'start-ssh' | 'new-host-key' | 'close-neighbor' | 'open-neighbor';

/** The running lab that test/lab/run.sh brought up; its state folder is named by `FRR_LAB_DIR`. */
export interface Lab {
  readonly user: string;
  readonly keyFile: string;
  readonly passwordFile: string;
  /** Router numbers, from 1. */
  readonly routers: readonly number[];
  port(router: number): number;
  /** What the router's OpenSSH server has logged so far (`LogLevel VERBOSE`). */
  sshLog(router: number): string;
  control(action: LabAction, router: number): Promise<void>;
  /** Command lines of live processes that the lab's login user has on the routers, those of one router's login only. */
  processes(router: number): readonly string[];
}

export function openLab(): Lab {
  const dir = process.env.FRR_LAB_DIR;
  if (dir === undefined) throw new Error('no lab: run the suite with `npm run test:lab`');
  const read = (file: string): string => readFileSync(join(dir, file), 'utf8').trim();
  const firstPort = Number(read('port'));
  return {
    user: read('user'),
    keyFile: join(dir, 'id_ed25519'),
    passwordFile: join(dir, 'password'),
    routers: Array.from({ length: Number(read('count')) }, (_, index) => index + 1),
    port: (router) => firstPort + router,
    sshLog: (router) => readFileSync(join(dir, `sshd-${router}.log`), 'utf8'),
    async control(action, router) {
      await promisify(execFile)('bash', [script, action, String(router)]);
    },
    processes: (router) => liveCommandLines().filter((line) => line.includes(join(dir, `cli-${router} `))),
  };
}

/** A process that ended and waits to be reaped has an empty command line and does not count. */
function liveCommandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return statSync(`/proc/${pid}`).uid === 0 ? '' : readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return ''; // it ended while we looked
      }
    })
    .filter((line) => line !== '')
    .map((line) => `${line.replaceAll('\0', ' ')} `);
}
