import type { Secret } from '../base/secret.ts';
import type { Failure } from '../model/failure.ts';

/** How a login with a password ended. */
export type LoginEnd =
  | 'accepted'
  /** Refused, or sent without an answer: the server may have counted it. */
  | 'refused'
  /** The password never left this machine. */
  | 'withdrawn';

/** Leave to send one password to one device. */
export interface LoginTurn {
  /** Tells how it ended; the first call counts. Always call it. */
  end(how: LoginEnd): void;
}

export type GateAnswer =
  | { readonly ok: true; readonly turn: LoginTurn }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Keeps a wrong password from locking an account: one that no device has accepted yet is sent to one device, then to
 * one more, and to no other once both have refused it. One that a device accepted a moment ago goes out freely.
 */
export interface LoginGate {
  /** Why this password would be held back, without waiting or counting; null where it may be tried. */
  refusal(username: string, password: Secret): Promise<Failure | null>;
  /**
   * Waits until the password may be sent. Call it when the password is the very next thing to go out, holding no other
   * turn. Never rejects; an abort answers with its reason.
   */
  enter(username: string, password: Secret, signal: AbortSignal): Promise<GateAnswer>;
}
