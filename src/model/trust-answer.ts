/** How reading and remembering one device's present host key went. */
export interface TrustAnswer {
  readonly device: string;
  readonly ok: boolean;
  /** `SHA256:…` of the key now remembered, or what went wrong. */
  readonly detail: string;
}
