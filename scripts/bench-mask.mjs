// How fast answers are masked, in MB per second of processor time, for answers that are equal, similar and all different. Needs dist/.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = join(fileURLToPath(new URL('..', import.meta.url)), 'dist');
const { maskerFrom } = await import(join(dist, 'mask', 'masker-from.js'));
const { bundledMaskRules, readMaskRules } = await import(join(dist, 'settings', 'mask-rules.js'));

const devices = 10_000;
const chars = 5_000;
const address = (number) => `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;

/** `show bgp summary`, about 5 KB: `seed` changes counters and uptimes, `peers` the neighbors too. */
function bgpSummary(seed, peers) {
  let text = `Threading mode: BGP I/O\nGroups: 2 Peers: 60 Down peers: 0\nTable          Tot Paths  Act Paths Suppressed    History Damp State    Pending\ninet.0\n                    1366        682          0          0          0          0\nPeer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State|#Active/Received/Accepted/Damped...\n`;
  for (let peer = 1; text.length < chars; peer += 1) {
    const noise = (seed * 7919 + peer * 104_729) % 900_001;
    const up = `${(noise % 30) + 1}w${noise % 7}d ${noise % 24}:${String(noise % 60).padStart(2, '0')}:01`;
    text += `${address(peers * 100 + peer).padEnd(20)}${String(65_000 + (peer % 100)).padStart(8)}${String(noise).padStart(11)}${String(noise + 17).padStart(11)}       0${String(noise % 40).padStart(8)} ${up} Establ\n  inet.0: ${peer}/12/12/0\n`;
  }
  return text;
}

function version() {
  let text = 'Hostname: \nModel: mx480\nJunos: 21.4R3-S3.4\n';
  for (let part = 0; text.length < chars; part += 1)
    text += `JUNOS package number ${part} [20201202.202156_builder_junos_194_r3_s1]\n`;
  return text;
}

const plain = version();
const cases = [
  ['equal', 'show version', () => plain.slice(0)],
  ['equal but for the host name', 'show version', (at) => plain.replace('Hostname: ', `Hostname: core-r${at}`)],
  [
    'equal lines, two of them differ',
    'show system uptime',
    (at) =>
      `${plain.slice(40)}Current time: 2026-03-26 08:${at % 60}:41 UTC\nSystem booted: 2025-08-29 09:02:22 UTC (${at % 52}w6d 23:14 ago)\n`,
  ],
  ['similar: same neighbors, other counters and uptimes', 'show bgp summary', (at) => bgpSummary(at, 0)],
  ['all different: other neighbors too', 'show bgp summary', (at) => bgpSummary(at, at)],
];

const rules = await readMaskRules(bundledMaskRules);
for (const [name, command, output] of cases) {
  const outputs = Array.from({ length: devices }, (_, at) => Buffer.from(output(at)).toString());
  const size = outputs.reduce((sum, text) => sum + text.length, 0);
  const masker = maskerFrom(rules);
  const masked = new Set();
  const before = process.cpuUsage();
  outputs.forEach((text, at) => {
    masked.add(
      masker(text, { platform: 'junos', command, device: `core-r${at}`, address: address(0x0a0000 + at) }).text,
    );
  });
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  const rate = (size / 1e6 / seconds).toFixed(0).padStart(5);
  process.stdout.write(
    `${rate} MB/s  ${seconds.toFixed(2)} s  ${devices} outputs, ${masked.size} after masking: ${name}\n`,
  );
}
