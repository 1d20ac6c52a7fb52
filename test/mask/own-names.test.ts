import { describe, expect, test } from 'vitest';
import type { MaskContext } from '../../src/model/masker.ts';
import { bundledMasker } from '../support/bundled-masker.ts';

const context: MaskContext = {
  platform: 'junos',
  command: 'show something',
  device: 'core-r1.example.net',
  address: '10.0.0.1',
};
const masked = (text: string, over: Partial<MaskContext> = {}) => bundledMasker(text, { ...context, ...over });

describe('the own host name', () => {
  test.each([
    ['core-r1.example.net is up', '<own_hostname> is up'],
    ['core-r1 is up', '<own_hostname> is up'],
    ['CORE-R1 is up', '<own_hostname> is up'],
    ['admin@core-r1> show version', 'admin@<own_hostname>> show version'],
    ['core-r1:', '<own_hostname>:'],
    ['core-r1, core-r1', '<own_hostname>, <own_hostname>'],
  ])('goes as a whole word: %s', (text, expected) => {
    expect(masked(text)).toEqual({ text: expected, masks: ['own_hostname'] });
  });

  test.each(['core-r11 is up', 'fra.core-r1 is up', 'core-r1-old', 'old-core-r1', 'xcore-r1'])(
    'stays in %s',
    (text) => {
      expect(masked(text)).toEqual({ text, masks: [] });
    },
  );

  test('goes everywhere once the answer has said it', () => {
    const text = 'Hostname: fra7-mx\nModel: mx480\nsee fra7-mx and fra7-mx2\n';
    expect(masked(text).text).toBe('Hostname: <own_hostname>\nModel: mx480\nsee <own_hostname> and fra7-mx2\n');
  });

  test.each([
    ['show configuration', 'system {\n    host-name "fra7";\n}\n', 'system {\n    host-name "<own_hostname>";\n}\n'],
    ['show configuration | display set', 'set system host-name fra7\n', 'set system host-name <own_hostname>\n'],
    [
      'show version | display xml',
      '<a>\n<host-name>fra7</host-name>\n</a>\n',
      '<a>\n<host-name><own_hostname></host-name>\n</a>\n',
    ],
    [
      'show version | display json',
      '{\n "host-name" : [\n {\n "data" : "fra7"\n }\n ]\n}\n',
      '{\n "host-name" : [\n {\n "data" : "<own_hostname>"\n }\n ]\n}\n',
    ],
  ])('is found in the answer to %s', (command, text, expected) => {
    expect(masked(text, { command })).toEqual({ text: expected, masks: ['own_hostname'] });
  });

  test('of letters only goes only where the answer says that it is the name', () => {
    const text = 'Hostname: core\nthe core switch, port core\n';
    expect(masked(text, { device: 'core' }).text).toBe('Hostname: <own_hostname>\nthe core switch, port core\n');
  });

  test('goes on a device of an unknown platform, and nothing else', () => {
    expect(masked('core-r1 up 3 days, 1:02, 2 users, load averages: 0.1', { platform: null })).toEqual({
      text: '<own_hostname> up 3 days, 1:02, 2 users, load averages: 0.1',
      masks: ['own_hostname'],
    });
  });
});

describe('the own address', () => {
  test.each([
    ['10.0.0.1/32', '<own_address>/32'],
    ['Local: 10.0.0.1, Peer: 10.0.0.12', 'Local: <own_address>, Peer: 10.0.0.12'],
    ['10.0.0.1:179 10.0.0.1.22', '<own_address>:179 <own_address>.22'],
  ])('goes: %s', (text, expected) => {
    expect(masked(text)).toEqual({ text: expected, masks: ['own_address'] });
  });

  test.each(['110.0.0.1', '10.0.0.12', '1.10.0.0.1', '10.0.0.1a'])('stays in %s', (text) => {
    expect(masked(text).text).toBe(text);
  });

  test('may be IPv6', () => {
    const address = '2001:db8::1';
    expect(masked('from 2001:db8::1 to 2001:db8::1:5 and 2001:db8::12', { address }).text).toBe(
      'from <own_address> to 2001:db8::1:5 and 2001:db8::12',
    );
  });

  test('that is a name is none', () => {
    expect(masked('router.example.net', { device: 'lab-9', address: 'router.example.net' }).masks).toEqual([]);
  });
});
