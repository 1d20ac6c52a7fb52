import { expect, it } from 'vitest';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { sampleDevice } from '../../support/sample-device.ts';

const devices = [sampleDevice('r1')];

it('names the commands by their labels, all or none', async () => {
  const cli = new FakeCli({
    devices,
    onRun(run) {
      for (const { device, command } of run.view.rows()) run.answer(device, 'ok\n', command.index);
      run.finish();
    },
  });
  await cli.run('run', 'all', 'show version', 'show route', '--label', 'version', '--label', 'routes');
  expect(cli.rollcall.requests[0]?.command).toEqual([
    { label: 'version', command: 'show version' },
    { label: 'routes', command: 'show route' },
  ]);
  expect(await cli.run('run', 'all', 'show version', 'show route', '--label', 'version')).toBe(2);
  expect(cli.stderr.text).toContain('2 commands and 1 labels');
  expect(await cli.run('run', '--rerun-failed', 'RUN1', '--label', 'version')).toBe(2);
});
