import type { Clock } from '../base/clock.ts';
import { answerLine, shellError } from './junos/cli-line.ts';
import { resolve } from './junos/grammar.ts';
import type { Router } from './junos/router.ts';
import { Pager } from './pager.ts';
import { play } from './playback.ts';
import type { ChannelRequest } from './ssh-server.ts';

/** Screen length of a terminal that does not say. */
const defaultRows = 24;

/** The interactive CLI on one shell channel. */
export function runShell(rows: number, request: ChannelRequest, router: Router, clock: Clock): void {
  new Shell(rows === 0 ? defaultRows : rows, request, router, clock).start();
}

/**
 * Reads what is typed one character at a time, because the CLI does: it echoes, refuses an unknown first word at the
 * blank behind it, and while a command runs keeps what is typed for later (only Ctrl-C goes through).
 */
class Shell {
  readonly #request: ChannelRequest;
  readonly #router: Router;
  readonly #clock: Clock;
  readonly #pager: Pager;
  readonly #prompt: string;
  #typed = '';
  #line = '';
  #echo = '';
  #skipToLineEnd = false;
  #running: AbortController | null = null;

  constructor(rows: number, request: ChannelRequest, router: Router, clock: Clock) {
    this.#request = request;
    this.#router = router;
    this.#clock = clock;
    this.#pager = new Pager(
      rows,
      (text) => this.#write(text),
      () => this.#afterOutput(),
    );
    this.#prompt = `${router.username}@${router.member.name}> `;
  }

  start(): void {
    const { channel, closed } = this.#request;
    closed.addEventListener('abort', () => this.#running?.abort(), { once: true });
    channel.setEncoding('utf8');
    channel.on('data', (text: string) => {
      this.#typed += text;
      this.#read();
    });
    this.#write(`--- JUNOS ${this.#router.version} Kernel 64-bit  JNPR-12.1-${this.#router.build}\n`);
    this.#showPrompt();
  }

  #read(): void {
    while (this.#typed !== '') {
      const key = this.#typed.charAt(0);
      if (this.#running !== null && key !== '\x03') {
        this.#interruptIfTyped();
        break;
      }
      this.#typed = this.#typed.slice(1);
      if (this.#running !== null) this.#interrupt();
      else if (this.#pager.waiting) this.#pager.key(key);
      else this.#take(key);
    }
    this.#flushEcho();
  }

  #interruptIfTyped(): void {
    const at = this.#typed.lastIndexOf('\x03');
    if (at < 0) return;
    this.#typed = this.#typed.slice(at + 1);
    this.#interrupt();
    this.#read();
  }

  #interrupt(): void {
    this.#running?.abort();
    this.#running = null;
    this.#write('^C\n');
    this.#afterOutput();
  }

  #take(key: string): void {
    if (key === '\r' || key === '\n') this.#enter();
    else if (this.#skipToLineEnd) return;
    else if (key === '\x7f' || key === '\b') this.#erase();
    else if (key === '\x03') this.#discard();
    else if (key === '\x04') this.#leaveIfEmpty();
    else if (key >= ' ') this.#add(key);
  }

  #add(key: string): void {
    this.#line += key;
    this.#echo += key;
    if (key !== ' ' || this.#line.trim() === '' || this.#line.trim().includes(' ')) return;
    const answer = resolve(this.#line.trim());
    if (answer.ok || (answer.reason !== 'unknown' && answer.reason !== 'ambiguous') || this.#isLeaving()) return;
    this.#refuse(shellError(answer, this.#prompt.length));
    this.#skipToLineEnd = true;
  }

  #erase(): void {
    if (this.#line === '') return;
    this.#line = this.#line.slice(0, -1);
    this.#echo += '\b \b';
  }

  #discard(): void {
    this.#line = '';
    this.#write('^C\n');
    this.#showPrompt();
  }

  #leaveIfEmpty(): void {
    if (this.#line === '') this.#leave();
  }

  #isLeaving(): boolean {
    return ['exit', 'quit'].includes(this.#line.trim());
  }

  #leave(): void {
    this.#flushEcho();
    this.#typed = '';
    this.#request.channel.exit(0);
    this.#request.channel.end();
  }

  #enter(): void {
    if (this.#skipToLineEnd) {
      this.#skipToLineEnd = false;
      return;
    }
    const line = this.#line.trim();
    if (this.#isLeaving()) {
      this.#echo += ' \r\n\r\n';
      this.#leave();
      return;
    }
    this.#line = '';
    if (line === '') {
      this.#write('\n');
      this.#showPrompt();
      return;
    }
    this.#run(line);
  }

  #run(line: string): void {
    const answer = answerLine(this.#router, line, this.#clock.now());
    if (!answer.ok) {
      this.#refuse(shellError(answer, this.#prompt.length));
      return;
    }
    this.#write(' \n');
    if (answer.verb.words === 'set cli screen-length') this.#pager.setLength(Number(answer.args[0] ?? defaultRows));
    if (answer.paged) {
      this.#pager.show([...answer.pieces].map(({ text }) => text).join(''));
      return;
    }
    const running = new AbortController();
    this.#running = running;
    const { channel } = this.#request;
    const sink = {
      write: (text: string) => this.#write(text),
      onceDrained: (listener: () => void) => void channel.once('drain', listener),
    };
    play(answer.pieces, sink, this.#clock, running.signal, () => {
      this.#running = null;
      this.#afterOutput();
      this.#read();
    });
  }

  #refuse(error: string): void {
    this.#line = '';
    this.#write(`\n${error}\n`);
    this.#showPrompt();
  }

  #afterOutput(): void {
    this.#write('\n');
    this.#showPrompt();
  }

  #showPrompt(): void {
    this.#write(`${this.#router.dualRe ? '{master}\n' : ''}${this.#prompt}`);
  }

  #flushEcho(): void {
    if (this.#echo !== '') this.#write('');
  }

  /** What was echoed goes out first; a terminal gets CR LF for each line end. */
  #write(text: string): boolean {
    const bytes = this.#echo + text.replaceAll('\n', '\r\n');
    this.#echo = '';
    return this.#request.channel.write(bytes);
  }
}
