/**
 * What a token may do. `metrics`: read the figures of the server, and nothing else. `read`: that, run commands that read, and see and cancel the runs on its devices. `change`: that, and ask for
 * commands that change something, where the server lets anyone ask for them.
 */
export const accessScopes = ['metrics', 'read', 'change'] as const;
export type AccessScope = (typeof accessScopes)[number];

const included: Readonly<Record<AccessScope, readonly AccessScope[]>> = {
  metrics: ['metrics'],
  read: ['metrics', 'read'],
  change: ['metrics', 'read', 'change'],
};

/** Every scope that these give; one that is not known here gives none. */
export function grantedScopes(scopes: readonly string[]): readonly AccessScope[] {
  const known = accessScopes.filter((scope) => scopes.includes(scope));
  return accessScopes.filter((scope) => known.some((each) => included[each].includes(scope)));
}

/** A token as it is kept: never the token itself. Instants are ISO 8601 UTC. */
export interface AccessToken {
  readonly name: string;
  /** One of `accessScopes`; another one where a newer rollcall wrote it, and then it opens nothing here. */
  readonly scope: string;
  /** Selector of the devices it is for. */
  readonly devices: string;
  readonly created: string;
  readonly expires: string;
  /** To the minute; null while it never was. */
  readonly lastUsed: string | null;
}

/** A token that someone has shown. `id` tells it from an earlier one of the same name, and is no secret. */
export interface PresentedToken extends AccessToken {
  readonly id: string;
}

/** Who has shown a valid access token, of whatever kind, and what it is for. */
export interface Bearer {
  /** Tells it from a token of the same name that is for something else; no secret. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly AccessScope[];
  /** Selector of the devices. */
  readonly devices: string;
  readonly expires: string;
}

export interface NewToken {
  readonly name: string;
  readonly scope: AccessScope;
  readonly devices: string;
  readonly lifetimeMs: number;
}

/** Access tokens as a port. What another process changes is seen at the next question. */
export interface TokenStore {
  /** Resolves to the token itself, which can be read this once. Throws `bad_request` or `bad_selector`. */
  create(token: NewToken): Promise<string>;
  /** Expired ones too. Throws `bad_settings` where the file cannot be trusted. */
  list(): Promise<readonly AccessToken[]>;
  /** False where there is none of that name. */
  revoke(name: string): Promise<boolean>;
  /** Whose text this is, expired or not; null for none. Takes equally long wherever they differ. */
  find(text: string): Promise<PresentedToken | null>;
  /** Notes that it was used. Never rejects and is never waited for. */
  touch(token: PresentedToken): void;
  /** Resolves when everything noted is on disk. */
  close(): Promise<void>;
}

export function isExpired({ expires }: Pick<AccessToken, 'expires'>, now: number): boolean {
  // Written so that an instant that is none counts as expired.
  return !(Date.parse(expires) > now);
}
