import type { Answer, Question } from './answer.ts';
import type { Alarm, Router } from './router.ts';
import { fillTemplate } from './template.ts';
import { agoText, instantText, logTime, timeOfDay, upText } from './time-text.ts';
import { branch, leaf, type XmlNode } from './xml-tree.ts';

export function showVersion({ router }: Question): Answer {
  return { text: fillTemplate('show-version', identity(router)), tree: versionTree(router) };
}

export function showVersionBrief({ router }: Question): Answer {
  return { text: fillTemplate('show-version-brief', identity(router)), tree: versionTree(router) };
}

function identity({ member, model, version, build }: Router): Record<string, string> {
  return { hostname: member.name, model, version, build };
}

function versionTree({ member, model, version, build }: Router): XmlNode {
  const packages = [
    ['os-kernel', `JUNOS OS Kernel 64-bit  [${build}]`],
    ['os-libs', `JUNOS OS libs [${build}]`],
    ['junos-daemons', `JUNOS daemons [${version}]`],
  ] as const;
  return branch('software-information', [
    leaf('host-name', member.name),
    leaf('product-model', model),
    leaf('product-name', model),
    leaf('junos-version', version),
    ...packages.map(([name, comment]) => branch('package-information', [leaf('name', name), leaf('comment', comment)])),
  ]);
}

export function showSystemUptime({ router, nowMs }: Question): Answer {
  const startedMs = router.bootMs + 63_000;
  const text = fillTemplate('show-system-uptime', {
    now: instantText(nowMs),
    booted: instantText(router.bootMs),
    bootedAgo: agoText(nowMs - router.bootMs),
    started: instantText(startedMs),
    startedAgo: agoText(nowMs - startedMs),
    configured: instantText(router.configuredMs),
    configuredAgo: agoText(nowMs - router.configuredMs),
    username: router.username,
    timeOfDay: timeOfDay(nowMs),
    up: upText(nowMs - router.bootMs),
    load: router.load,
  });
  return { text };
}

export function showChassisHardware({ router }: Question): Answer {
  const parts = router.parts.map((part) => ({ ...part }));
  const text = fillTemplate('show-chassis-hardware', {
    serial: router.serial,
    modelUpper: router.model.toUpperCase(),
    parts,
  });
  return { text };
}

export function showChassisAlarms({ router }: Question): Answer {
  return { text: alarmsText(router.alarms.filter(({ description }) => !description.startsWith('Rescue'))) };
}

export function showSystemAlarms({ router }: Question): Answer {
  return { text: alarmsText(router.alarms.filter(({ description }) => description.startsWith('Rescue'))) };
}

function alarmsText(alarms: readonly Alarm[]): string {
  if (alarms.length === 0) return 'No alarms currently active\n';
  return fillTemplate('alarms', {
    count: alarms.length,
    alarms: alarms.map((alarm) => ({ ...alarm, time: instantText(alarm.timeMs) })),
  });
}

export function showSystemCommit({ router }: Question): Answer {
  const commits = [0, 1, 2].map((number) => ({
    number,
    time: instantText(router.configuredMs - Math.floor((number * (router.configuredMs - router.bootMs)) / 4)),
    username: router.username,
    client: number === 2 ? 'netconf' : 'cli',
  }));
  return { text: fillTemplate('show-system-commit', { commits }) };
}

export function showLogMessages({ router }: Question): Answer {
  const [link] = router.member.links;
  const times = Array.from({ length: 8 }, (_, at) => [`t${at}`, logTime(router.configuredMs + at * 47_000)] as const);
  const text = fillTemplate('show-log-messages', {
    ...Object.fromEntries(times),
    hostname: router.member.name,
    username: router.username,
    loopback: router.member.loopback,
    address: link?.peerAddress ?? router.member.loopback,
    port: link?.port ?? 'lo0',
  });
  return { text };
}
