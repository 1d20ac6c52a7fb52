import { expect, it } from 'vitest';
import { ClearAnswers } from '../../src/cli/clear-answers.ts';
import { answered, foldOf, retried, started } from '../result/run-events.ts';

it('secrets of an attempt that another one follows are not shown with the answer of that one', () => {
  const clear = new ClearAnswers();
  const view = foldOf(started(['r1']), [retried('r1', 1), ...answered('r1', { stdout: 'a mark' })]);
  clear.take('r1', 0, 'stdout', 'half a sec');
  clear.follow(retried('r1', 1));
  clear.take('r1', 0, 'stdout', 'a secret');
  expect(clear.in(view).row('r1', 0)).toMatchObject({ stdout: 'a secret', earlierAttempts: [{ attempt: 1 }] });
});
