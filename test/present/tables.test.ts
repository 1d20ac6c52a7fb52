import { describe, expect, it } from 'vitest';
import type { Device } from '../../src/model/device.ts';
import { deviceTable } from '../../src/present/device-table.ts';
import { runTable } from '../../src/present/run-table.ts';

const device = (name: string, other: Partial<Device> = {}): Device => ({
  name,
  host: name,
  port: 22,
  platform: 'junos',
  username: 'netops',
  auth: [],
  hostKeys: 'strict',
  knownHosts: null,
  legacyAlgorithms: false,
  connectTimeoutMs: 1,
  commandTimeoutMs: 1,
  sessionLimit: 1,
  groups: [],
  tags: {},
  ...other,
});

describe('deviceTable', () => {
  const devices = [
    device('core-r1', { host: '192.0.2.1', groups: ['core', 'fra'], tags: { role: 'core', site: 'fra' } }),
    device('r2', { host: '2001:db8::1', port: 2_222, platform: 'frr' }),
    device('r3', { host: 'r3.example', port: 830 }),
  ];

  it('aligns columns and shows a port only where it is not 22', () => {
    expect(deviceTable(devices)).toBe(
      [
        'DEVICE   ADDRESS             PLATFORM  USER    GROUPS    TAGS',
        'core-r1  192.0.2.1           junos     netops  core,fra  role:core site:fra',
        'r2       [2001:db8::1]:2222  frr       netops',
        'r3       r3.example:830      junos     netops',
        '',
      ].join('\n'),
    );
  });

  it('cuts lines at the width, and prints nothing for no devices', () => {
    const lines = deviceTable(devices, { width: 30 }).trimEnd().split('\n');
    expect(lines.map((line) => line.length <= 30)).toEqual([true, true, true, true]);
    expect(lines[1]).toMatch(/…$/);
    expect(deviceTable([])).toBe('');
  });
});

describe('runTable', () => {
  it('shows one line a run, control characters made visible', () => {
    const run = {
      runId: '01JQZ5Y3V7W8X9ABCDEFGHJKMN',
      state: 'interrupted',
      startTime: '2026-01-01T10:00:00.123Z',
      commands: ['show version', 'show\u001b[2J\nbgp'],
      devices: 'core-r[1-8]',
      deviceCount: 8,
    } as const;
    expect(runTable([run])).toBe(
      [
        'RUN                         STARTED               STATE        COMMAND                      DEVICES',
        '01JQZ5Y3V7W8X9ABCDEFGHJKMN  2026-01-01T10:00:00Z  interrupted  show version ; show␛[2J␊bgp  8: core-r[1-8]',
        '',
      ].join('\n'),
    );
  });
});
