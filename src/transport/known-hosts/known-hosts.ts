import { hostFieldMatches } from './host-match.ts';

/** `unsupported`: a marker that is not known, so that what the line means is not known either. */
export type Marker = 'none' | 'revoked' | 'cert-authority' | 'unsupported';

/** One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  readonly line: number;
  readonly marker: Marker;
  /** The host field as written: patterns or a hashed name. */
  readonly hosts: string;
  readonly type: string;
  /** The key blob in base64. */
  readonly key: string;
}

const plainName = /^[^|*?!,]+$/;

/** The lines of one file, quick to ask for a host: plain names are looked up, only patterns and hashes are tried in turn. */
export class KnownHosts {
  readonly #byName = new Map<string, KnownHost[]>();
  readonly #others: KnownHost[] = [];
  readonly #found = new Map<string, readonly KnownHost[]>();

  #nextLine: number;

  /** `nextLine`: the number that a line appended to the file would get. */
  constructor(entries: readonly KnownHost[], nextLine = 1) {
    for (const entry of entries) this.#add(entry);
    this.#nextLine = nextLine;
  }

  /** Adds what was appended to the file. */
  append(entries: readonly KnownHost[]): void {
    for (const entry of entries) {
      this.#add({ ...entry, line: this.#nextLine });
      this.#nextLine += 1;
    }
  }

  #add(entry: KnownHost): void {
    if (plainName.test(entry.hosts)) {
      const name = entry.hosts.toLowerCase();
      const same = this.#byName.get(name);
      if (same === undefined) this.#byName.set(name, [entry]);
      else same.push(entry);
    } else {
      this.#others.push(entry);
    }
    this.#found.clear();
  }

  /** Every line that means this address. */
  find(address: string): readonly KnownHost[] {
    const others = this.#found.get(address) ?? this.#others.filter(({ hosts }) => hostFieldMatches(hosts, address));
    if (this.#others.length > 0) this.#found.set(address, others);
    return [...(this.#byName.get(address) ?? []), ...others];
  }
}
