import type { Bearer } from './access-token.ts';

export type IssuerAnswer =
  | { readonly kind: 'valid'; readonly bearer: Bearer }
  /** `why` repeats nothing of the token. `name` is whose it is, where its signature proves that. */
  | { readonly kind: 'refused'; readonly why: string; readonly name: string | null }
  /** Whether it is valid cannot be told now: the issuer does not give its keys. */
  | { readonly kind: 'unavailable'; readonly retryAfterS: number };

/** Access tokens of an OpenID Connect issuer as a port. */
export interface IssuerAccess {
  /** As it is configured, and as it stands in its tokens (`iss`). */
  readonly issuer: string;
  /** Whose token this text is. Never rejects. */
  check(text: string): Promise<IssuerAnswer>;
  /** Ends requests to the issuer. */
  close(): void;
}
