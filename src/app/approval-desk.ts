import type { Clock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { ApprovalAnswer, ApprovalQuestion, PlanToApprove } from '../model/approval.ts';

/** An answer is taken this long: who was called away decides again, on what is true then. */
const goodForMs = 10 * 60_000;

/** Characters of the id that the person types. */
const codeChars = 4;

/** Questions that wait at once; a client that asks without end pushes out its oldest. */
const maxWaiting = 256;

interface Waiting {
  readonly planHash: string;
  readonly phrase: string;
  readonly token: string | null;
  readonly until: number;
}

export interface ApprovalDeskPorts {
  readonly clock: Clock;
  /** Ids nobody can guess. */
  readonly newId: () => string;
}

/** Questions put to people. Each is good for one answer, of the caller who was asked, within ten minutes. */
export class ApprovalDesk {
  readonly #ports: ApprovalDeskPorts;
  readonly #waiting = new Map<string, Waiting>();

  constructor(ports: ApprovalDeskPorts) {
    this.#ports = ports;
  }

  ask(plan: PlanToApprove, token: string | null): ApprovalQuestion {
    const id = this.#ports.newId();
    // Another one for every question: what was typed before it was shown, or under another one, is no answer to it.
    const phrase = `change ${plan.changedDevices} ${id.slice(-codeChars)}`;
    const until = this.#ports.clock.now() + goodForMs;
    this.#waiting.set(id, { planHash: plan.planHash, phrase, token, until });
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > maxWaiting && oldest !== undefined) this.#waiting.delete(oldest);
    return { ...plan, id, phrase };
  }

  /** The hash of the plan that was approved. Throws `approval_refused`; the question is spent either way. */
  redeem({ id, typed }: ApprovalAnswer, token: string | null): string {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined || waiting.token !== token)
      throw refused('this question was not asked, or is answered already');
    this.#waiting.delete(id);
    if (this.#ports.clock.now() > waiting.until)
      throw refused('the answer came more than ten minutes after the question');
    if (typed.trim() === '') throw refused('it was not approved');
    if (typed.trim() !== waiting.phrase) throw refused(`what was typed is not "${waiting.phrase}"`);
    return waiting.planHash;
  }
}

const refused = (why: string): RollcallError =>
  new RollcallError('approval_refused', `${why}; nothing was sent`, {
    phase: 'request',
    hint: 'ask again if the change is still wanted; only a person can approve it',
  });
