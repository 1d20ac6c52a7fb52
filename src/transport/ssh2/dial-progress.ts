/** How far a dial has come. */
export type DialStage = 'tcp' | 'banner' | 'key-exchange' | 'authentication';

/** Enough of the first bytes to tell what speaks there. */
const sniffBytes = 1_024;

/** What is known of a dial under way; failures are told from it. */
export class DialProgress {
  stage: DialStage = 'tcp';
  #first = Buffer.alloc(0);

  /** Looks at bytes before the SSH identification line (RFC 4253 §4.2); true when no more are wanted. */
  sniff(bytes: Uint8Array): boolean {
    this.#first = Buffer.concat([this.#first, bytes]).subarray(0, sniffBytes);
    if (/^SSH-(2\.0|1\.99)-/m.test(this.#text)) this.stage = 'key-exchange';
    return this.stage === 'key-exchange' || this.#first.length >= sniffBytes;
  }

  get receivedAnything(): boolean {
    return this.#first.length > 0;
  }

  get #text(): string {
    return this.#first.toString('latin1');
  }

  /** Whether the text before a banner is a refusal for load, as OpenSSH sends it (sshd.c: MaxStartups, penalties). */
  get saysBusy(): boolean {
    return /MaxStartups|not allowed at this time|too many|limit (reached|exceeded)|maximum number|try again later/i.test(
      this.#text,
    );
  }

  /** What spoke where an SSH banner was due, in words; never quoted, it may be anything. */
  get speaks(): string {
    const [first] = this.#first;
    if (/^SSH-/m.test(this.#text)) return 'the server speaks SSH protocol 1 only';
    if (this.#text.startsWith('HTTP/')) return 'the port speaks HTTP, not SSH';
    if (first === 0x15 || first === 0x16) return 'the port speaks TLS, not SSH';
    if (first === 0xff) return 'the port speaks Telnet, not SSH';
    if (/^220[ -]/.test(this.#text)) return 'the port speaks SMTP or FTP, not SSH';
    return 'the port does not speak SSH';
  }
}
