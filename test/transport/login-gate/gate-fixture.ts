import { onTestFinished } from 'vitest';
import { Secret } from '../../../src/base/secret.ts';
import { createLoginGate, type OpenLoginGate } from '../../../src/transport/login-gate/create-login-gate.ts';
import type { GateAnswer, LoginTurn } from '../../../src/transport/login-gate.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { silentLogger } from '../../support/silent-logger.ts';

export const never = (): AbortSignal => new AbortController().signal;
export const password = new Secret('hunter2-canary');
export const minute = 60_000;

/** Clocks that start now, as lock files carry the system's time. */
export const newClock = () => new FakeClock(Date.now());

export function gateAt(homeDir: string, clock = newClock()): OpenLoginGate {
  const gate = createLoginGate({ homeDir, clock, logger: silentLogger });
  onTestFinished(() => gate.close());
  return gate;
}

export function enter(gate: OpenLoginGate, signal = never(), secret = password): Promise<GateAnswer> {
  return gate.enter('netops', secret, signal);
}

export async function turn(gate: OpenLoginGate, secret = password): Promise<LoginTurn> {
  const answer = await enter(gate, never(), secret);
  if (!answer.ok) throw new Error(answer.failure.error.message);
  return answer.turn;
}

export async function refuse(gate: OpenLoginGate, times: number, secret = password): Promise<void> {
  for (let time = 0; time < times; time += 1) (await turn(gate, secret)).end('refused');
  await gate.close();
}

export const codeOf = (answer: GateAnswer): string => (answer.ok ? 'ok' : answer.failure.error.code);
