import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import ssh2, {
  type Algorithms,
  type AuthContext,
  type KeyboardAuthContext,
  type Prompt,
  type ServerChannel,
  type Connection as ServerConnection,
  type Session,
} from 'ssh2';
import { onTestFinished } from 'vitest';

export type ServerMethod = 'password' | 'publickey' | 'keyboard-interactive';

/** How long the connections of a closed dialer may take to go. */
const leakWaitMs = 3_000;

/** One authentication request as the server saw it. A key is first asked about, then signed with: two attempts. */
export interface AuthAttempt {
  readonly method: string;
  readonly username: string;
  readonly password?: string;
  /** Base64 of the public key blob. */
  readonly key?: string;
  readonly signed?: boolean;
}

export interface ConnectionLog {
  readonly auth: AuthAttempt[];
  /** Answers to keyboard-interactive prompts. */
  readonly answers: string[][];
  readonly execs: string[];
  /** Names of the signals that were sent to commands. */
  readonly signals: string[];
  channelsAsked: number;
  channelsOpened: number;
  channelsClosed: number;
  closed: boolean;
}

export interface MockServerOptions {
  readonly hostKeys?: readonly string[];
  readonly algorithms?: Algorithms;
  /** Methods the server names when it refuses. Default: password and publickey. */
  readonly methods?: readonly ServerMethod[];
  /** Accepted passwords, also over keyboard-interactive. Default: `right`. */
  readonly passwords?: readonly string[];
  /** Base64 blobs of accepted public keys. */
  readonly keys?: readonly string[];
  /** Rounds of prompts; the first answer of the first round is the password. Default: one password prompt. */
  readonly prompts?: readonly (readonly Prompt[])[];
  /** Decides an attempt instead of the rules above. */
  readonly onAuth?: (context: AuthContext, log: ConnectionLog, connection: ServerConnection) => void;
  /** Gets each connection before anything has happened on it. */
  readonly onConnection?: (connection: ServerConnection) => void;
  /** Answers an accepted exec request. Default: echoes the command and exits 0. */
  readonly onExec?: (command: string, channel: ServerChannel, connection: ServerConnection) => void;
  /** Decides the exec request itself: accept, refuse, or (`never`) leave it without an answer. */
  readonly execReply?: (command: string) => 'accept' | 'refuse' | 'never';
  /** Decides a channel open, by its number on the connection from 0. */
  readonly channelReply?: (index: number) => 'accept' | 'refuse' | 'never';
  /** Gets the way to open each channel that was asked for, instead of its being opened at once. */
  readonly holdChannels?: (release: () => void) => void;
  /** Called for each TCP connection before SSH; returning true means the test has taken it over. */
  readonly onSocket?: (socket: Socket) => boolean;
}

export interface MockSshServer {
  readonly port: number;
  readonly connections: readonly ConnectionLog[];
  /** TCP connections open now. */
  openSockets(): number;
  /** Server ends of them, to cut or to silence. */
  readonly sockets: ReadonlySet<Socket>;
  /** Resolves when the condition holds; looked at after every event of the server. */
  until(condition: () => boolean): Promise<void>;
}

export function newHostKey(type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519'): { private: string; public: string } {
  if (type === 'rsa') return ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 });
  if (type === 'ecdsa') return ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  // ssh2 writes about one ed25519 key in 400 that it cannot read back.
  for (;;) {
    const key = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(key.private) instanceof Error)) return key;
  }
}

/** Base64 blob of the public half, as known_hosts and authorized_keys write it. */
export const publicBlob = (key: { public: string }): string => key.public.split(' ')[1] ?? '';

/** An SSH server on 127.0.0.1 that does what the options say and keeps a log of each connection. Ends with the test. */
export async function startMockSshServer(options: MockServerOptions = {}): Promise<MockSshServer> {
  const connections: ConnectionLog[] = [];
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  const notify = (): void => {
    for (const look of [...waiting]) look();
  };

  const server = new ssh2.Server(
    {
      hostKeys: [...(options.hostKeys ?? [newHostKey().private])],
      ...(options.algorithms === undefined ? {} : { algorithms: options.algorithms }),
    },
    (connection) => {
      const log: ConnectionLog = {
        auth: [],
        answers: [],
        execs: [],
        signals: [],
        channelsAsked: 0,
        channelsOpened: 0,
        channelsClosed: 0,
        closed: false,
      };
      connections.push(log);
      options.onConnection?.(connection);
      serve(connection, log, options, notify);
      notify();
    },
  );
  server.on('error', () => {});
  const tcp = createServer((socket) => {
    sockets.add(socket);
    // As sshd does; with Nagle's algorithm a reply of several packets would be torn apart.
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('close', () => {
      sockets.delete(socket);
      notify();
    });
    if (options.onSocket?.(socket) !== true) server.injectSocket(socket);
    notify();
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');

  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });

  // Runs after the dialer of the test was closed: a connection that is still open then is a leak, and time runs out.
  onTestFinished(async () => {
    for (const socket of sockets) socket.resume();
    await until(() => sockets.size === 0);
    await new Promise<void>((resolve) => tcp.close(() => resolve()));
  }, leakWaitMs);

  return {
    port: portOf(tcp.address()),
    connections,
    sockets,
    openSockets: () => sockets.size,
    until,
  };
}

export function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}

function serve(connection: ServerConnection, log: ConnectionLog, options: MockServerOptions, notify: () => void): void {
  connection.on('error', () => {});
  connection.on('close', () => {
    log.closed = true;
    notify();
  });
  connection.on('authentication', (context) => {
    log.auth.push(attemptOf(context));
    if (options.onAuth === undefined) decide(context, log, options);
    else options.onAuth(context, log, connection);
    notify();
  });
  connection.on('session', (accept, reject) => {
    const reply = options.channelReply?.(log.channelsAsked) ?? 'accept';
    log.channelsAsked += 1;
    if (reply === 'refuse') reject();
    else if (reply === 'accept') {
      const open = (): void => openChannel(accept(), log, connection, options, notify);
      if (options.holdChannels === undefined) open();
      else options.holdChannels(open);
    }
    notify();
  });
}

function openChannel(
  session: Session,
  log: ConnectionLog,
  connection: ServerConnection,
  options: MockServerOptions,
  notify: () => void,
): void {
  log.channelsOpened += 1;
  session.on('close', () => {
    log.channelsClosed += 1;
    notify();
  });
  session.on('signal', (_accept, _reject, { name }) => {
    log.signals.push(name);
    notify();
  });
  session.on('exec', (accept, reject, { command }) => {
    log.execs.push(command);
    const answer = options.execReply?.(command) ?? 'accept';
    if (answer === 'refuse') reject();
    if (answer === 'accept') {
      const channel = accept();
      channel.on('error', () => {});
      (options.onExec ?? echo)(command, channel, connection);
    }
    notify();
  });
}

const echo = (command: string, channel: ServerChannel): void => {
  channel.write(`${command}\n`);
  channel.exit(0);
  channel.end();
};

function attemptOf(context: AuthContext): AuthAttempt {
  const { method, username } = context;
  if (context.method === 'password') return { method, username, password: context.password };
  if (context.method === 'publickey') {
    return { method, username, key: context.key.data.toString('base64'), signed: context.signature !== undefined };
  }
  return { method, username };
}

function decide(context: AuthContext, log: ConnectionLog, options: MockServerOptions): void {
  const methods = options.methods ?? ['password', 'publickey'];
  const passwords = options.passwords ?? ['right'];
  const settle = (accepted: boolean): void => {
    if (accepted) context.accept();
    else context.reject([...methods]);
  };
  if (!methods.some((method) => method === context.method)) settle(false);
  else if (context.method === 'password') settle(passwords.includes(context.password));
  else if (context.method === 'publickey') settle(options.keys?.includes(context.key.data.toString('base64')) === true);
  else if (context.method === 'keyboard-interactive') ask(context, log, options, settle);
  else settle(false);
}

function ask(
  context: KeyboardAuthContext,
  log: ConnectionLog,
  options: MockServerOptions,
  settle: (accepted: boolean) => void,
): void {
  const rounds = [...(options.prompts ?? [[{ prompt: 'Password: ', echo: false }]])];
  const next = (good: boolean): void => {
    const prompts = rounds.shift();
    if (prompts === undefined) {
      settle(good);
      return;
    }
    context.prompt([...prompts], (answers) => {
      log.answers.push(answers);
      next(good || (options.passwords ?? ['right']).includes(answers[0] ?? ''));
    });
  };
  next(false);
}
