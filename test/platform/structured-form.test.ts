import { expect, it } from 'vitest';
import { outputFormats } from '../../src/model/output-format.ts';
import { platformNames } from '../../src/model/platform-name.ts';
import { structuredForm } from '../../src/platform/structured-form.ts';
import { shippedGuard } from '../support/shipped-guard.ts';

it.each([
  ['junos', 'json', 'show version | display json'],
  ['junos', 'xml', 'show version | display xml'],
  ['eos', 'json', 'show version | json'],
  ['nxos', 'json', 'show version | json'],
  ['nxos', 'xml', 'show version | xml'],
  ['srlinux', 'json', 'show version | as json'],
  ['frr', 'json', 'show version json'],
  ['eos', 'xml', null],
  ['iosxe', 'json', null],
  ['linux', 'json', null],
] as const)('%s answers in %s to %j', (platform, format, line) => {
  expect(structuredForm('show version ', platform, format)).toBe(line);
});

it('text is the command as it is, everywhere', () => {
  for (const platform of platformNames) expect(structuredForm('show version ', platform, 'text')).toBe('show version ');
});

it('a command that may be read may be read in every form', () => {
  for (const platform of platformNames) {
    for (const format of outputFormats) {
      const line = structuredForm('show version', platform, format);
      const allowed = (text: string): boolean => shippedGuard.judge(text, platform, 'netops').allowed;
      if (line !== null && allowed('show version'))
        expect({ line, allowed: allowed(line) }).toEqual({ line, allowed: true });
    }
  }
});
