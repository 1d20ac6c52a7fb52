import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import { Secret } from '../../../src/base/secret.ts';
import { createLoginGate, type OpenLoginGate } from '../../../src/transport/login-gate/create-login-gate.ts';
import type { LoginEnd } from '../../../src/transport/login-gate.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { codeOf, enter, gateAt, minute, never, newClock, password, refuse, turn } from './gate-fixture.ts';

describe('an unproven password', () => {
  test('goes to one device, then to one more; when both refuse it, everyone who waits is skipped', async () => {
    const gate = gateAt(temporaryFolder());
    const first = await turn(gate);
    const waiting = Array.from({ length: 20 }, () => enter(gate));
    await nextTurn();
    first.end('refused');
    const second = await Promise.race(waiting);
    if (!second.ok) throw new Error('nobody was let in after the first refusal');
    second.turn.end('refused');
    const codes = (await Promise.all(waiting)).map(codeOf);
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(codes.filter((code) => code === 'credential_refused')).toHaveLength(19);
    await gate.close();
  });

  test('that never left does not count', async () => {
    const gate = gateAt(temporaryFolder());
    for (let time = 0; time < 5; time += 1) (await turn(gate)).end('withdrawn');
    await refuse(gate, 2);
    expect(codeOf(await enter(gate))).toBe('credential_refused');
  });

  test('is one thing with its user name: others go on', async () => {
    const gate = gateAt(temporaryFolder());
    await refuse(gate, 2);
    expect(codeOf(await gate.enter('other', password, never()))).toBe('ok');
    expect(codeOf(await enter(gate, never(), new Secret('another')))).toBe('ok');
  });

  test('waits 25 s at most for a try that does not end', async () => {
    const clock = newClock();
    const gate = gateAt(temporaryFolder(), clock);
    const stuck = await turn(gate);
    const waiting = enter(gate);
    await nextTurn();
    clock.advance(25_000);
    const answer = await waiting;
    expect(answer).toMatchObject({
      ok: false,
      failure: { outcome: 'skipped', error: { code: 'paced', phase: 'auth' } },
    });
    stuck.end('refused');
    await gate.close();
    expect(clock.pending).toBe(0);
  });

  test('a cancelled wait answers with its reason and lets the next in', async () => {
    const clock = newClock();
    const gate = gateAt(temporaryFolder(), clock);
    const held = await turn(gate);
    const controller = new AbortController();
    const cancelled = enter(gate, controller.signal);
    const next = enter(gate);
    controller.abort(new RollcallError('cancelled', 'enough'));
    expect(await cancelled).toMatchObject({ failure: { outcome: 'cancelled' } });
    held.end('withdrawn');
    expect(codeOf(await next)).toBe('ok');
    expect(clock.pending).toBe(0);
  });
});

describe('a refusal', () => {
  test('holds for 15 minutes in every process, says until when, and is forgotten afterwards', async () => {
    const home = temporaryFolder();
    const clock = newClock();
    await refuse(gateAt(home, clock), 2);
    const other = gateAt(home, clock);
    const until = new Date(clock.now() + 15 * minute).toISOString();
    const answer = await enter(other);
    expect(answer).toMatchObject({ ok: false, failure: { outcome: 'skipped', error: { code: 'credential_refused' } } });
    if (!answer.ok) expect(answer.failure.error.message).toContain(until);
    expect(await other.refusal('netops', password)).toEqual(answer.ok ? null : answer.failure);
    clock.advance(15 * minute - 1);
    expect(codeOf(await enter(other))).toBe('credential_refused');
    clock.advance(1);
    expect(await other.refusal('netops', password)).toBeNull();
    expect(codeOf(await enter(other))).toBe('ok');
  });

  test('one refusal is remembered too: a second process has one try left', async () => {
    const home = temporaryFolder();
    await refuse(gateAt(home), 1);
    const other = gateAt(home);
    await refuse(other, 1);
    expect(codeOf(await enter(other))).toBe('credential_refused');
  });

  test('is forgotten on request, also by a server that runs', async () => {
    const home = temporaryFolder();
    const clock = newClock();
    const server = gateAt(home, clock);
    await refuse(server, 2);
    expect(codeOf(await enter(server))).toBe('credential_refused');
    const doctor = gateAt(home, clock);
    expect(await doctor.clear(never())).toBe(1);
    expect(await doctor.clear(never())).toBe(0);
    clock.advance(1_000);
    expect(codeOf(await enter(server))).toBe('ok');
  });

  test('a try that a dead process never ended counts as one', async () => {
    const home = temporaryFolder();
    const clock = newClock();
    await turn(gateAt(home, clock));
    await turn(gateAt(home, clock));
    clock.advance(2 * minute);
    expect(codeOf(await enter(gateAt(home, clock)))).toBe('credential_refused');
  });

  test('two tries of other processes under way are waited for', async () => {
    const home = temporaryFolder();
    const [one, two, three] = [createReal(home), createReal(home), createReal(home)];
    const first = await turn(one);
    const second = await turn(two);
    const third = enter(three);
    first.end('refused');
    await one.close();
    second.end('accepted');
    await two.close();
    expect(codeOf(await third)).toBe('ok');
  });

  test('leaves neither the password nor an unkeyed hash on disk, and files are 0600', async () => {
    const home = join(temporaryFolder(), 'made');
    await refuse(gateAt(home), 2);
    const files = readdirSync(home);
    expect(files.sort()).toEqual(['login-tries.json', 'login-tries.key']);
    for (const file of files) {
      expect(statSync(join(home, file)).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(home, file), 'latin1')).not.toContain('canary');
    }
    // Another installation has another key, and so another hash for the same login.
    const elsewhere = temporaryFolder();
    await refuse(gateAt(elsewhere), 2);
    const text = (folder: string) => Object.keys(JSON.parse(readFileSync(join(folder, 'login-tries.json'), 'utf8')));
    expect(text(home)).not.toEqual(text(elsewhere));
  });

  test('a broken file is begun anew', async () => {
    for (const text of ['', '{', '[]', '{"a":[{"id":1}]}', '{"a":7}', 'null']) {
      const home = temporaryFolder();
      writeFileSync(join(home, 'login-tries.json'), text);
      const gate = gateAt(home);
      await refuse(gate, 2);
      expect(codeOf(await enter(gate))).toBe('credential_refused');
    }
  });

  test('where the folder cannot be used, this process keeps count by itself', async () => {
    const home = join(temporaryFolder(), 'file');
    writeFileSync(home, 'no folder');
    const warned: string[] = [];
    const logger = { ...silentLogger, warn: (_: object, text: string) => void warned.push(text) };
    const gate = createLoginGate({ homeDir: home, clock: newClock(), logger });
    (await turn(gate)).end('withdrawn');
    await refuse(gate, 2);
    expect(codeOf(await enter(gate))).toBe('credential_refused');
    expect(warned).toHaveLength(1);
    expect(existsSync(join(home, 'login-tries.json'))).toBe(false);
  });
});

function createReal(homeDir: string): OpenLoginGate {
  return createLoginGate({ homeDir, clock: systemClock, logger: silentLogger });
}

/** What one login does when it gets its turn, and whether it is cancelled while it waits. */
const logins = fc.array(
  fc.record({
    end: fc.constantFrom<LoginEnd>('accepted', 'refused', 'refused', 'refused', 'withdrawn'),
    turnsUntilEnd: fc.integer({ min: 0, max: 6 }),
    cancelAfter: fc.option(fc.integer({ min: 0, max: 8 })),
    process: fc.integer({ min: 0, max: 1 }),
  }),
  { minLength: 3, maxLength: 14 },
);

test('property: an unproven password is sent at most twice, in any order of answers and cancels, and nobody waits forever', async () => {
  await fc.assert(
    fc.asyncProperty(logins, async (plans) => {
      const home = temporaryFolder();
      const gates = [createReal(home), createReal(home)];
      const proven = [false, false];
      let unproven = 0;
      const all = plans.map(async ({ end, turnsUntilEnd, cancelAfter, process }) => {
        const gate = gates[process];
        if (gate === undefined) throw new Error('no such process');
        const controller = new AbortController();
        const cancelling = (async () => {
          for (let at = 0; at < (cancelAfter ?? 0); at += 1) await nextTurn();
          if (cancelAfter !== null) controller.abort(new RollcallError('cancelled', 'enough'));
        })();
        const answer = await enter(gate, controller.signal);
        await cancelling;
        if (!answer.ok) return;
        const sent = end !== 'withdrawn';
        if (sent && !proven.includes(true)) unproven += 1;
        for (let at = 0; at < turnsUntilEnd; at += 1) await nextTurn();
        if (end === 'accepted') proven[process] = true;
        answer.turn.end(end);
      });
      await Promise.all(all);
      await Promise.all(gates.map((gate) => gate.close()));
      expect(unproven).toBeLessThanOrEqual(2);
    }),
    { numRuns: 25 },
  );
});

test('a folder that others can enter still holds private files', async () => {
  const home = join(temporaryFolder(), 'open');
  mkdirSync(home);
  chmodSync(home, 0o755);
  await refuse(gateAt(home), 1);
  for (const file of readdirSync(home)) expect(statSync(join(home, file)).mode & 0o077).toBe(0);
});
