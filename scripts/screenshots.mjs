// `npm run screenshots`: makes the pictures of the README anew, from simulated routers. Needs tmux and chromium
// (ROLLCALL_CHROMIUM names another one), and a built dist/.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const main = join(root, 'dist', 'main.js');
const images = join(root, 'docs', 'images');
const home = mkdtempSync(join(tmpdir(), 'rollcall-screenshots-'));
const columns = 96;

const fleetOptions = ['--count', '48', '--seed', 'readme', '--latency', '120ms', '--jitter', '90ms', '--variants', '3'];
const faults = ['refuse=4', 'auth-fail=4', 'hang=3'].flatMap((fault) => ['--fault', fault]);

async function startFleet() {
  const inventory = join(home, 'fleet.yaml');
  const args = [main, 'sim', ...fleetOptions, ...faults, '--inventory-out', inventory];
  const fleet = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(createInterface({ input: fleet.stdout }), 'line');
  return fleet;
}

/** Types a command into a real terminal, presses Enter once more while it runs, and captures what is on the screen. */
async function capturePane() {
  const tmux = (...args) =>
    execFileSync('tmux', ['-S', join(home, 'tmux'), '-f', '/dev/null', ...args], { encoding: 'utf8' });
  const setup = [
    `export ROLLCALL_HOME='${join(home, 'state')}' PS1='$ '`,
    `cd '${home}'`,
    `rollcall() { '${process.execPath}' '${main}' "$@"; }`,
  ];
  writeFileSync(join(home, 'setup.sh'), `${setup.join('\n')}\n`);
  tmux('new-session', '-d', '-x', String(columns), '-y', '60', `bash --rcfile '${join(home, 'setup.sh')}' -i`);
  const screen = (...args) => tmux('capture-pane', '-p', ...args);
  const until = async (pattern) => {
    for (let looks = 0; !pattern.test(screen()); looks += 1) {
      if (looks > 600) throw new Error(`the terminal never showed ${pattern}:\n${screen()}`);
      await pause(50);
    }
  };
  try {
    await until(/^\$/m);
    tmux('send-keys', "rollcall run all 'show version | match Junos:' --timeout 4s -i fleet.yaml", 'Enter');
    await until(/[1-9]\d*\/48 done · /);
    tmux('send-keys', 'Enter');
    await until(/^(running|waiting) .*[\s\S]*\/48 done · .*slowest/m);
    const running = screen('-e');
    await until(/of 48 succeeded[\s\S]*\n\$/);
    return { text: trimmed(screen()), running: trimmed(running), coloured: trimmed(screen('-e')) };
  } finally {
    tmux('kill-server');
  }
}

/** Without the prompt that waits at the end. */
const trimmed = (pane) => `${pane.trimEnd().replace(/\n[^\n]*\$$/, '')}\n`;

const colors = { 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan', 39: '' };
const weights = { 1: 'b', 2: 'dim', 22: '' };

/** The few attributes that rollcall uses, as spans. */
function paneHtml(coloured) {
  let color = '';
  let weight = '';
  const escaped = coloured.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  const [first = '', ...parts] = escaped.split('\u001b[');
  const spans = parts.map((part) => {
    const [, codes = '', text = ''] = /^([\d;]*)m([\s\S]*)$/.exec(part) ?? [];
    for (const code of codes.split(';')) {
      if (code === '' || code === '0') color = weight = '';
      color = colors[code] ?? color;
      weight = weights[code] ?? weight;
    }
    return `<span class="${color} ${weight}">${text}</span>`;
  });
  return `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #ffffff; }
#pane { display: inline-block; padding: 14px 18px 16px; border-radius: 10px; background: #12161c; color: #d7dde5;
  font: 13px/1.45 "DejaVu Sans Mono", monospace; white-space: pre; }
.b { font-weight: bold; } .dim { color: #6f7b88; } .red { color: #ff8078; } .green { color: #59cd90; }
.yellow { color: #e5bd62; } .cyan { color: #67c7d8; }
</style><div id="pane">${first}${spans.join('')}</div>`;
}

function runReport() {
  const report = join(home, 'report.html');
  const args = [main, 'run', 'all', 'show version | match Junos:', 'show bgp summary | match Groups'];
  const options = ['--timeout', '2s', '-i', join(home, 'fleet.yaml'), '--report', report, '--json'];
  try {
    execFileSync(process.execPath, [...args, ...options], {
      env: { ...process.env, ROLLCALL_HOME: join(home, 'state') },
      stdio: 'ignore',
    });
  } catch (ended) {
    // Some routers are meant to fail.
    if (ended.status !== 4) throw ended;
  }
  return report;
}

/** README.md shows the pane as text too, between two marks. */
function putIntoReadme(text) {
  const readme = join(root, 'README.md');
  const block = `<!-- pane -->\n\n\`\`\`\n${text}\`\`\`\n\n<!-- /pane -->`;
  writeFileSync(
    readme,
    readFileSync(readme, 'utf8').replace(/<!-- pane -->[\s\S]*<!-- \/pane -->/, () => block),
  );
}

async function takePictures(pane, report) {
  const executablePath = process.env.ROLLCALL_CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  try {
    const page = await browser.newPage({ viewport: { width: 1080, height: 760 }, colorScheme: 'light' });
    for (const [name, coloured] of [
      ['terminal-running', pane.running],
      ['terminal', pane.coloured],
    ]) {
      await page.setContent(paneHtml(coloured));
      await page.locator('#pane').screenshot({ path: join(images, `${name}.png`) });
    }
    await page.goto(pathToFileURL(report).href);
    await page.screenshot({ path: join(images, 'report-summary.png') });
    await page.locator('#order').selectOption('slowest');
    await page.locator('#timeline').scrollIntoViewIfNeeded();
    await page.evaluate('document.getElementById("timeline").scrollIntoView()');
    await page.locator('#rows').focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('#rows').blur();
    await page.screenshot({ path: join(images, 'report-timeline.png') });
  } finally {
    await browser.close();
  }
}

const fleet = await startFleet();
try {
  mkdirSync(images, { recursive: true });
  const pane = await capturePane();
  putIntoReadme(pane.text);
  await takePictures(pane, runReport());
} finally {
  fleet.kill('SIGTERM');
  await once(fleet, 'close');
  rmSync(home, { recursive: true, force: true });
}
