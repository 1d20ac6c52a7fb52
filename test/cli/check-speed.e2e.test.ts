import { expect, it } from 'vitest';
import { rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const lines = [
  'sh int ter | m ge',
  'show configuration | display set',
  'req sys reb',
  'ping 10.0.0.1 count 5',
  'cl bgp n',
];

it('check --stdin judges 10,000 lines a second or more', async () => {
  const count = 50_000;
  const input = Array.from({ length: count }, (_, index) => `${JSON.stringify(lines[index % lines.length])}\n`).join(
    '',
  );
  const begin = performance.now();
  const { stdout } = await rollcall(temporaryFolder(), ['check', '--stdin'], { input });
  expect(stdout.split('\n').length - 1).toBe(count);
  expect(performance.now() - begin).toBeLessThan((count / 10_000) * 1_000);
});
