import type { AnyAuthMethod } from 'ssh2';
import type { Secret } from '../../base/secret.ts';
import { maxAttempts } from './agent-keys.ts';
import type { Credential } from './credential.ts';
import { type PromptLine, refusePrompts } from './keyboard-prompt.ts';

/** Something to send next: a credential, or a password once more by the method that the server really has. */
type Offer = Credential | { readonly kind: 'keyboard'; readonly label: string; readonly password: Secret };

interface Sent {
  readonly offer: Offer;
  /** What the server had said it takes, before this was sent; null while it had said nothing. */
  readonly knownMethods: readonly string[] | null;
}

/** What the server was offered and what it said, for the message. */
export interface AuthReport {
  readonly tried: readonly string[];
  /** Credentials never sent, as the server's methods did not allow it. */
  readonly notOffered: readonly string[];
  /** Never sent, as the server had refused as many as a connection may try. */
  readonly tooMany: readonly string[];
  /** Accepted, but only as a part of what the server wants. */
  readonly accepted: readonly string[];
  /** Methods that can continue (RFC 4252 §5.1); null while no answer told them. */
  readonly serverMethods: readonly string[] | null;
}

/**
 * The order of authentication requests of one connection: the device's list, each credential at most once, and never
 * `none`, which would cost a round trip. The server's methods are therefore known only from its first refusal. Whatever
 * is refused counts against the attempts of the connection, a password sent in a second form too.
 *
 * A password refused by a server that does not name the method `password` in that refusal was not looked at (RFC 4252
 * §5.2 has it refuse an unknown method in just that way): it may go out once more, by keyboard-interactive, or as
 * the factor that a server wants after a key. One refused by a server that does name the method never goes out again.
 * A server that drops a method from its list after looking at it cannot be told from one that never had it, short of a
 * `none` request before every login: such a server sees a wrong password twice.
 */
export class AuthSequence {
  readonly #username: string;
  readonly #queue: Offer[];
  #notOffered: Offer[] = [];
  #tooMany: Offer[] = [];
  #sent: Sent | null = null;
  /** The server's last list, and whether it still holds. */
  #methods: readonly string[] | null = null;
  #methodsHold = true;
  readonly #tried: string[] = [];
  readonly #accepted: string[] = [];
  #refused = 0;
  readonly #answeredWith = new Set<Secret>();
  /** Called with the reason where the server asks something that only a person can answer. */
  onPrompt: (reason: string) => void = () => {};

  constructor(username: string, credentials: readonly Credential[]) {
    this.#username = username;
    this.#queue = [...credentials];
  }

  /** Whether the next request waits for our own agent. */
  get agentSigning(): boolean {
    return this.#sent?.offer.kind === 'agent' && this.#sent.offer.agent.signing;
  }

  /** The password that the last request from `next` is about; null where it is about none. */
  get password(): Secret | null {
    return this.#sent === null ? null : passwordOf(this.#sent.offer);
  }

  /** Whether a prompt was answered with this password: by keyboard-interactive it goes out only when the server asks. */
  answeredWith(password: Secret): boolean {
    return this.#answeredWith.has(password);
  }

  /** Whether this password may go out again, once the server wants another method than now. */
  maySendLater(password: Secret): boolean {
    return this.#notOffered.some((offer) => passwordOf(offer) === password);
  }

  /** Takes the last request back: it is not sent, and not again later. */
  withhold(): void {
    if (this.#sent !== null) this.#tried.pop();
    this.#sent = null;
  }

  get report(): AuthReport {
    return {
      tried: this.#tried,
      notOffered: this.#notOffered.map(({ label }) => label).filter((label) => !this.#tried.includes(label)),
      tooMany: this.#tooMany.map(({ label }) => label).filter((label) => !this.#tried.includes(label)),
      accepted: this.#accepted,
      serverMethods: this.#methods,
    };
  }

  /**
   * The next request, or null when nothing is left. `methods` and `partial` are the server's last answer as ssh2 gives
   * it: null before the first, and the same array again where no answer came in between.
   */
  next(methods: readonly string[] | null, partial: boolean | null): AnyAuthMethod | null {
    const answered = methods !== null && methods !== this.#methods;
    if (answered) {
      this.#methods = methods;
      this.#methodsHold = true;
    }
    if (this.#sent !== null) this.#settle(this.#sent, answered, partial === true);
    this.#sent = null;
    for (let offer = this.#queue.shift(); offer !== undefined; offer = this.#queue.shift()) {
      const chosen = this.#fit(offer);
      if (chosen === null) {
        this.#notOffered.push(offer);
        continue;
      }
      // Servers close the connection after a few refusals: what would come too late is not begun.
      if (this.#refused >= maxAttempts) {
        this.#tooMany.push(chosen);
        continue;
      }
      this.#sent = { offer: chosen, knownMethods: this.#taken };
      this.#tried.push(chosen.label);
      return this.#request(chosen);
    }
    return null;
  }

  /** The methods that the server takes now, as far as that is known. */
  get #taken(): readonly string[] | null {
    return this.#methodsHold ? this.#methods : null;
  }

  /** What became of the last request. */
  #settle({ offer, knownMethods }: Sent, answered: boolean, partial: boolean): void {
    if (offer.kind === 'agent') {
      // ssh2 keeps the answer to a key of the agent to itself. A server that asked for the signature and wants more
      // has taken the key as one factor of several; what it takes now is not known, a second key least likely.
      if (offer.agent.signed) {
        this.#methodsHold = false;
        this.#accept(offer);
        this.#queue.sort((a, b) => Number(isKey(a)) - Number(isKey(b)));
      } else this.#refused += 1;
      return;
    }
    if (!answered) {
      this.#tried.pop();
      this.#notOffered.push(offer);
      return;
    }
    if (partial) {
      this.#accept(offer);
      return;
    }
    this.#refused += 1;
    // OpenSSH: PasswordAuthentication no, or AuthenticationMethods publickey,password.
    const unseen = offer.kind === 'password' && knownMethods === null && this.#methods?.includes('password') === false;
    if (!unseen) return;
    if (this.#takesKeyboardOnly()) this.#queue.unshift(asKeyboard(offer));
    else this.#notOffered.push(offer);
  }

  /** Another method is wanted now, perhaps one of those passed over. */
  #accept({ label }: Offer): void {
    this.#accepted.push(label);
    this.#queue.unshift(...this.#notOffered.splice(0));
  }

  #takesKeyboardOnly(): boolean {
    const methods = this.#taken ?? [];
    return !methods.includes('password') && methods.includes('keyboard-interactive');
  }

  /** The offer in a form that the server takes, as far as that is known. */
  #fit(offer: Offer): Offer | null {
    const methods = this.#taken;
    if (methods === null) return offer;
    if (offer.kind === 'password') {
      if (methods.includes('password')) return offer;
      return this.#takesKeyboardOnly() ? asKeyboard(offer) : null;
    }
    return methods.includes(offer.kind === 'keyboard' ? 'keyboard-interactive' : 'publickey') ? offer : null;
  }

  #request(offer: Offer): AnyAuthMethod {
    const username = this.#username;
    switch (offer.kind) {
      case 'agent':
        return { type: 'agent', username, agent: offer.agent };
      case 'key':
        return { type: 'publickey', username, key: offer.key };
      case 'password':
        return { type: 'password', username, password: offer.password.reveal() };
      case 'keyboard':
        return { type: 'keyboard-interactive', username, prompt: this.#answer(offer.password) };
    }
  }

  #answer(
    password: Secret,
  ): (
    name: string,
    instructions: string,
    lang: string,
    prompts: PromptLine[],
    finish: (answers: string[]) => void,
  ) => void {
    let answered = false;
    return (_name, _instructions, _lang, prompts, finish) => {
      const reason = refusePrompts(prompts, answered);
      if (reason !== null) {
        this.onPrompt(reason);
        return;
      }
      answered = true;
      this.#answeredWith.add(password);
      finish([password.reveal()]);
    };
  }
}

function passwordOf(offer: Offer): Secret | null {
  return offer.kind === 'password' || offer.kind === 'keyboard' ? offer.password : null;
}

const isKey = ({ kind }: Offer): boolean => kind === 'agent' || kind === 'key';

function asKeyboard({ label, password }: Extract<Credential, { kind: 'password' }>): Offer {
  return { kind: 'keyboard', label: `${label} (keyboard-interactive)`, password };
}
