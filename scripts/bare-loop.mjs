import { readFileSync } from 'node:fs';
import ssh2 from 'ssh2';
import { parse } from 'yaml';

/** Host, port, login and password of every router in an inventory that `rollcall sim` wrote. */
export function routersIn(inventory) {
  const { defaults, devices } = parse(readFileSync(inventory, 'utf8'));
  const password = readFileSync(defaults.auth[0].password.file, 'utf8').trim();
  return Object.values(devices).map(({ host, port }) => ({ host, port, username: defaults.username, password }));
}

/** What a script without a scheduler does: every router at once, one connection and one command each. Gives how many answered. */
export async function askAtOnce(routers, command) {
  const answers = await Promise.all(routers.map((router) => ask(router, command)));
  if (answers.some((text) => !text.includes('Junos'))) throw new Error('a router did not answer');
  return answers.length;
}

function ask(router, command) {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('error', reject).on('ready', () => {
      client.exec(command, (failed, channel) => {
        if (failed) return reject(failed);
        let text = '';
        channel.on('data', (piece) => {
          text += piece;
        });
        channel.on('close', () => {
          client.end();
          resolve(text);
        });
      });
    });
    client.connect({ ...router, readyTimeout: 120_000 });
    client.setNoDelay(true);
  });
}
