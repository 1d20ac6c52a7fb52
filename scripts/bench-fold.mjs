// npm run bench:fold: how long 10,000 answers of 5 KB take to fold, and the memory of the process that does it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { maskerFrom } from '../dist/mask/masker-from.js';
import { presentRun } from '../dist/present/mcp-answer.js';
import { wholeDocument } from '../dist/present/whole-document.js';
import { RunFold } from '../dist/result/run-fold.js';
import { loadMaskRules } from '../dist/settings/mask-rules.js';

const deviceCount = 10_000;
const repetitions = 3;
const lineCount = 80;

const line = (at, text) => `${`ge-0/0/${at}`.padEnd(16)}${text.padEnd(46)}\n`;

const table = (changed = () => null) =>
  Array.from({ length: lineCount }, (_, at) => line(at, changed(at) ?? 'up    up   inet 10.0.0.0/31')).join('');

const peers = 50;
const peerHeader =
  'Peer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State|#Active/Received\n';

/** The same neighbors for all, with other counters and uptimes: what masks are for. */
function counters(device) {
  const peer = (at) => {
    const noise = (device * 7_919 + at * 104_729) % 900_001;
    const up = `${(noise % 30) + 1}w${noise % 7}d ${noise % 24}:${String(noise % 60).padStart(2, '0')}:01`;
    const counts = `${String(noise).padStart(11)}${String(noise + 17).padStart(11)}       0${String(noise % 40).padStart(8)}`;
    return `${`10.0.0.${at}`.padEnd(16)}   65001${counts} ${up} ${at}/12/12/0\n`;
  };
  return peerHeader + Array.from({ length: peers }, (_, at) => peer(at)).join('');
}

/** Kind of fleet → the answer of its n-th device. */
const kinds = {
  'all equal': () => table(),
  'counters differ everywhere': (device) => counters(device),
  'host name and uptime differ': (device) =>
    table((at) => {
      if (at === 0) return `host edge-r${String(device + 1).padStart(5, '0')}`;
      return at === 7 ? `${device % 50}w3d 07:11:${String(device % 60).padStart(2, '0')} ago` : null;
    }),
  'four variants': (device) => table((at) => (at === 7 ? `version ${device % 4}` : null)),
  'one line differs everywhere': (device) => table((at) => (at === 7 ? `router ${device}` : null)),
  'a third differs everywhere': (device) => table((at) => (at % 3 === 0 ? `${device} ${at}` : null)),
  'all lines differ everywhere': (device) => table((at) => `${device} ${at}`),
};

const commandOf = (kind) => (kind.startsWith('counters') ? 'show bgp summary' : 'show interfaces terse');

function runOf(kind) {
  const answerOf = kinds[kind];
  const devices = Array.from({ length: deviceCount }, (_, at) => `edge-r${String(at + 1).padStart(5, '0')}`);
  const time = '2026-01-01T00:00:00.000Z';
  const commands = [{ text: commandOf(kind), label: null }];
  const owner = { host: 'here', pid: 1, process_start: null };
  const platforms = { junos: `edge-r[00001-${deviceCount}]` };
  const fold = RunFold.start({
    type: 'run-started',
    time,
    run_id: 'bench',
    devices,
    commands,
    warnings: [],
    owner,
    platforms,
  });
  const ok = { outcome: 'ok', exit_status: 0, start_time: time, end_time: time, connection: 'new', attempts: 1 };
  devices.forEach((device, at) => {
    const place = { time, device, command_index: 0 };
    // As decoded from bytes: each a text of its own.
    fold.apply({ type: 'output', ...place, stream: 'stdout', text: Buffer.from(answerOf(at)).toString() });
    fold.apply({ type: 'command-finished', ...place, ...ok });
  });
  fold.apply({ type: 'run-finished', time, state: 'finished' });
  return fold;
}

const measures = {
  '--no-mask': (view) => wholeDocument(view, { view: 'folded' }),
  masked: (view) => wholeDocument(view, { view: 'folded', masker: maskerFrom(loadMaskRules) }),
  'MCP answer': (view) => presentRun(view, { view: 'folded', maxChars: 40_000, masker: maskerFrom(loadMaskRules) }),
};

/** Each in a process of its own, as a command does it: nothing is compiled or remembered yet. */
function measured(kind, measure) {
  const runs = Array.from({ length: repetitions }, () => {
    const { stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), kind, measure], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(stdout);
  });
  return {
    // What else the machine does can only add to it.
    ms: Math.min(...runs.map(({ ms }) => ms)),
    groups: runs[0].groups,
    rss: Math.max(...runs.map(({ rss }) => rss)),
  };
}

const cell = (value, unit = '') => `${Math.round(value)}${unit}`.padStart(12);

const [kind, measure] = process.argv.slice(2);
if (kind === undefined) {
  const heads = [...Object.keys(measures), 'groups', 'RSS at most'].map((head) => head.padStart(12)).join('');
  process.stdout.write(`${`${deviceCount} answers of 5 KB`.padEnd(30)}${heads}\n`);
  for (const each of Object.keys(kinds)) {
    const results = Object.keys(measures).map((name) => measured(each, name));
    const times = results.map(({ ms }) => cell(ms, ' ms')).join('');
    const most = Math.max(...results.map(({ rss }) => rss));
    process.stdout.write(`${each.padEnd(30)}${times}${cell(results[1].groups)}${cell(most, ' MB')}\n`);
  }
} else {
  const view = runOf(kind);
  const begun = performance.now();
  const answer = measures[measure](view);
  const ms = performance.now() - begun;
  const rss = process.resourceUsage().maxRSS / 1_000;
  process.stdout.write(JSON.stringify({ ms, rss, groups: answer.groups?.length ?? null }));
}
