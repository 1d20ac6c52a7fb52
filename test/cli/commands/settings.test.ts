import { expect, it } from 'vitest';
import { settingsSchema } from '../../../src/model/settings.ts';
import { defaultSettings, FakeCli } from '../../support/fake-cli-parts.ts';

const settings = {
  ...defaultSettings,
  values: { ...defaultSettings.values, max_parallel: 20 },
  origins: { ...defaultSettings.origins, max_parallel: { origin: 'environment', detail: 'ROLLCALL_MAX_PARALLEL' } },
} as const;

it('prints every value and where it came from', async () => {
  const cli = new FakeCli();
  cli.settings = settings;
  expect(await cli.run('settings')).toBe(0);
  for (const name of Object.keys(settingsSchema.shape)) expect(cli.stdout.text).toMatch(new RegExp(`^${name} `, 'm'));
  expect(cli.stdout.text).toMatch(/^max_parallel +20 +environment \(ROLLCALL_MAX_PARALLEL\)$/m);
  expect(cli.stdout.text).toMatch(/^home +\/home\/netops\S* +default$/m);
  expect(cli.opened).toEqual([]);
});

it('--json prints one object and nothing else', async () => {
  const cli = new FakeCli();
  cli.settings = settings;
  await cli.run('settings', '--json');
  expect(JSON.parse(cli.stdout.text)).toMatchObject({
    home: { value: settings.home, ...settings.homeSource },
    settings: {
      max_parallel: { value: 20, origin: 'environment', detail: 'ROLLCALL_MAX_PARALLEL' },
      inventory: { value: null, origin: 'default', detail: null },
    },
  });
});
