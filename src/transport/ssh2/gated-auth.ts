import type { AnyAuthMethod } from 'ssh2';
import type { Secret } from '../../base/secret.ts';
import type { Failure } from '../../model/failure.ts';
import type { LoginGate, LoginTurn } from '../login-gate.ts';
import type { AuthSequence } from './auth-sequence.ts';

export interface GatedAuthOptions {
  readonly auth: AuthSequence;
  readonly username: string;
  readonly gate: LoginGate;
  /** Called around a wait at the gate, which is no fault of the device. */
  readonly onWait: (waiting: boolean) => void;
}

/**
 * An authentication sequence whose passwords pass the login gate. One connection holds at most one turn, and none
 * while it waits for the next: two connections with two passwords cannot wait for each other.
 */
export class GatedAuth {
  readonly #options: GatedAuthOptions;
  #held: { readonly password: Secret; readonly turn: LoginTurn } | null = null;
  #over = false;
  /** Why the gate held a password back; null where it did not. */
  refusal: Failure | null = null;

  constructor(options: GatedAuthOptions) {
    this.#options = options;
  }

  /** The next request as `AuthSequence.next` gives it, once it may be sent. */
  async next(
    methods: readonly string[] | null,
    partial: boolean | null,
    signal: AbortSignal,
  ): Promise<AnyAuthMethod | null> {
    const { auth, username, gate, onWait } = this.#options;
    for (;;) {
      const { exposed } = auth;
      const request = auth.next(methods, partial);
      const { password } = auth;
      // The same password by the server's other method is the same try.
      if (this.#held !== null && password === this.#held.password) return request;
      this.#held?.turn.end(partial === true ? 'accepted' : exposed ? 'refused' : 'withdrawn');
      this.#held = null;
      if (request === null || password === null) return request;
      onWait(true);
      const answer = await gate.enter(username, password, signal).finally(() => onWait(false));
      if (answer.ok) {
        if (this.#over) answer.turn.end('withdrawn');
        else this.#held = { password, turn: answer.turn };
        return request;
      }
      this.refusal ??= answer.failure;
      auth.withhold();
    }
  }

  /** The login is over. A password that went out without an answer counts as refused: the server may have counted it. */
  end(loggedIn: boolean): void {
    this.#over = true;
    this.#held?.turn.end(loggedIn ? 'accepted' : this.#options.auth.exposed ? 'refused' : 'withdrawn');
    this.#held = null;
  }
}
