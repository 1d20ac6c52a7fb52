import type { AnyAuthMethod } from 'ssh2';
import type { Secret } from '../../base/secret.ts';
import type { Failure } from '../../model/failure.ts';
import type { LoginEnd, LoginGate, LoginTurn } from '../login-gate.ts';
import type { AuthSequence } from './auth-sequence.ts';

export interface GatedAuthOptions {
  readonly auth: AuthSequence;
  readonly username: string;
  readonly gate: LoginGate;
  /** Called around a wait at the gate, which is no fault of the device. */
  readonly onWait: (waiting: boolean) => void;
}

/** The turn of the password that is being tried. */
interface Held {
  readonly password: Secret;
  readonly turn: LoginTurn;
  /** Whether it went out by the method `password`. */
  sent: boolean;
}

/**
 * An authentication sequence whose passwords pass the login gate. One connection holds at most one turn, and none
 * while it waits for the next: two connections with two passwords cannot wait for each other.
 */
export class GatedAuth {
  readonly #options: GatedAuthOptions;
  #held: Held | null = null;
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
      const asked = auth.password;
      const request = auth.next(methods, partial);
      const { password } = auth;
      const accepted = partial === true && asked !== null && asked === this.#held?.password;
      if (!accepted && this.#isSameTry(request, password)) return this.#let(request);
      this.#endTurn(accepted ? 'accepted' : 'refused');
      if (request === null || password === null) return request;
      onWait(true);
      const answer = await gate.enter(username, password, signal).finally(() => onWait(false));
      if (answer.ok) {
        this.#held = { password, turn: answer.turn, sent: false };
        if (this.#over) this.#endTurn('withdrawn');
        return this.#let(request);
      }
      this.refusal ??= answer.failure;
      auth.withhold();
    }
  }

  /**
   * The login is over. A password that went out without an answer counts as refused: the server may have counted it. One
   * that the server has no method for does not, where a key got in.
   */
  end(loggedIn: boolean): void {
    this.#over = true;
    const byPassword = this.#options.auth.password === this.#held?.password;
    this.#endTurn(!loggedIn ? 'refused' : byPassword ? 'accepted' : 'withdrawn');
  }

  /** The held password by the server's other method, or a key that the server may want before it. */
  #isSameTry(request: AnyAuthMethod | null, password: Secret | null): boolean {
    const held = this.#held;
    if (held === null || request === null) return false;
    return password === held.password || (password === null && this.#options.auth.maySendLater(held.password));
  }

  #let(request: AnyAuthMethod | null): AnyAuthMethod | null {
    if (this.#held !== null && request?.type === 'password') this.#held.sent = true;
    return request;
  }

  /** A server that lets us in without having seen the password has proven nothing. */
  #endTurn(how: LoginEnd): void {
    const held = this.#held;
    if (held === null) return;
    this.#held = null;
    const seen = held.sent || this.#options.auth.answeredWith(held.password);
    held.turn.end(seen ? how : 'withdrawn');
  }
}
