import type { Answer, Question } from './answer.ts';
import type { Router } from './router.ts';
import { fillTemplate } from './template.ts';
import { branch, leaf, type XmlNode } from './xml-tree.ts';

interface Port {
  readonly name: string;
  readonly up: boolean;
  readonly local: string | null;
  readonly remote: string;
}

/** All interfaces, or the one whose name stands behind the command. */
export function showInterfacesTerse({ router, args }: Question): Answer {
  const [wanted] = args;
  const ports = portsOf(router).filter(({ name }) => wanted === undefined || wanted === name || wanted === `${name}.0`);
  if (ports.length === 0) return { text: `error: device ${wanted} not found\n` };
  const rows = ports.flatMap(({ name, up, local, remote }) => {
    const state = { admin: 'up', link: up ? 'up' : 'down' };
    const physical = { name, ...state, proto: '', local: '', remote: '' };
    if (local === null) return [physical];
    const logical = { name: `${name}.0`, ...state, proto: 'inet', local, remote };
    return wanted?.endsWith('.0') ? [logical] : [physical, logical];
  });
  const text = fillTemplate('show-interfaces-terse', { rows }).replaceAll(/ +\n/g, '\n');
  return { text, tree: interfacesTree(ports, router.version) };
}

function portsOf({ member, sparePorts }: Router): readonly Port[] {
  return [
    ...member.links.map(({ port, address }) => ({ name: port, up: true, local: `${address}/31`, remote: '' })),
    ...sparePorts.map((name) => ({ name, up: false, local: null, remote: '' })),
    {
      name: 'fxp0',
      up: true,
      local: `198.18.${Math.floor(member.index / 250)}.${(member.index % 250) + 1}/16`,
      remote: '',
    },
    { name: 'lo0', up: true, local: member.loopback, remote: '--> 0/0' },
  ];
}

function interfacesTree(ports: readonly Port[], version: string): XmlNode {
  const state = (up: boolean): XmlNode[] => [leaf('admin-status', 'up'), leaf('oper-status', up ? 'up' : 'down')];
  const physical = ports.map(({ name, up, local }) =>
    branch('physical-interface', [
      leaf('name', name),
      ...state(up),
      ...(local === null
        ? []
        : [branch('logical-interface', [leaf('name', `${name}.0`), ...state(up), family(local)])]),
    ]),
  );
  return branch('interface-information', physical, {
    xmlns: `http://xml.juniper.net/junos/${version.replace(/R.*/, 'R0')}/junos-interface`,
    'junos:style': 'terse',
  });
}

function family(local: string): XmlNode {
  return branch('address-family', [
    leaf('address-family-name', 'inet'),
    branch('interface-address', [leaf('ifa-local', local)]),
  ]);
}
