import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { codeOf, enter, gateAt, newClock, password, refuse, turn } from './gate-fixture.ts';

describe('a password', () => {
  test('once accepted goes to all at once, and a refusal by one device changes nothing', async () => {
    const home = temporaryFolder();
    const gate = gateAt(home);
    (await turn(gate)).end('refused');
    (await turn(gate)).end('accepted');
    const turns = await Promise.all(Array.from({ length: 20 }, () => turn(gate)));
    for (const [index, each] of turns.entries()) each.end(index % 2 === 0 ? 'refused' : 'accepted');
    expect(await gate.refusal('netops', password)).toBeNull();
    await Promise.all(Array.from({ length: 20 }, () => turn(gate)));
    await gate.close();
    // Nor does the first refusal stay behind for others.
    await refuse(gateAt(home), 2);
  });

  test('is unproven again when two devices in a row refuse it: those under way see it, and two more', async () => {
    const gate = gateAt(temporaryFolder());
    (await turn(gate)).end('accepted');
    const underWay = await Promise.all(Array.from({ length: 5 }, () => turn(gate)));
    for (const each of underWay) each.end('refused');
    await refuse(gate, 2);
    expect(codeOf(await enter(gate))).toBe('credential_refused');
  });

  test('is unproven again a minute after the last device accepted it', async () => {
    const clock = newClock();
    const gate = gateAt(temporaryFolder(), clock);
    (await turn(gate)).end('accepted');
    clock.advance(59_000);
    (await turn(gate)).end('accepted');
    clock.advance(59_000);
    await Promise.all([turn(gate), turn(gate)]);
    clock.advance(1_000);
    const first = await turn(gate);
    const waiting = enter(gate);
    first.end('accepted');
    expect(codeOf(await waiting)).toBe('ok');
    clock.advance(60_000);
    await refuse(gate, 2);
    expect(codeOf(await enter(gate))).toBe('credential_refused');
  });
});
