import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from 'ssh2';

/** One channel on which a client asked for something. */
export interface ChannelRequest {
  readonly channel: ServerChannel;
  /** Aborts when the channel was closed, by whichever side, or the connection is gone. */
  readonly closed: AbortSignal;
  /** Cuts the whole connection as soon as what was written is out. */
  drop(): void;
}

export interface SshServerParts {
  /** Private key in OpenSSH format. */
  readonly hostKey: string;
  /** `false` refuses. Called once for each password that a client sends. */
  readonly authenticate: (username: string, password: string) => boolean;
  /** Channels open at once on one connection; further ones are refused with reason 2 (RFC 4254 §5.1). */
  readonly channelLimit: number;
  /** Offers a cipher that no client takes, so that the key exchange fails. */
  readonly noCommonCipher?: boolean;
  readonly exec: (command: string, request: ChannelRequest) => void;
  /** `rows` of the terminal, 0 without one. Absent: shell requests are refused. */
  readonly shell?: (rows: number, request: ChannelRequest) => void;
  readonly channelOpened?: () => void;
  /** `command` is null for a shell, or where nothing was asked. */
  readonly channelClosed?: (command: string | null) => void;
}

/** Junos drops a connection after this many refused logins (`tries-before-disconnect`). */
const maxAttempts = 3;

/** Speaks SSH as a server on `socket`. Whoever hands the socket closes it. */
export function serveSsh(socket: Duplex, parts: SshServerParts): void {
  const algorithms = parts.noCommonCipher ? { algorithms: { cipher: ['3des-cbc' as const] } } : {};
  const server = new ssh2.Server({ hostKeys: [parts.hostKey], ident: 'OpenSSH_8.8', ...algorithms }, (connection) => {
    const open = new Set<() => void>();
    connection.on('error', () => {});
    connection.once('close', () => {
      for (const close of [...open]) close();
    });
    authenticate(connection, parts.authenticate);
    connection.on('session', (accept, reject) => {
      if (open.size >= parts.channelLimit) reject();
      else serveSession(accept(), parts, open, () => socket.end(() => socket.destroy()));
    });
  });
  // ssh2 takes any Duplex here; its types know only Socket.
  server.injectSocket(socket as Socket);
}

function authenticate(connection: Connection, check: SshServerParts['authenticate']): void {
  let refused = 0;
  const decide = (context: AuthContext, password: string): void => {
    if (check(context.username, password)) {
      context.accept();
      return;
    }
    refused += 1;
    if (refused >= maxAttempts) connection.end();
    else context.reject(['password', 'keyboard-interactive']);
  };
  connection.on('authentication', (context) => {
    if (context.method === 'password') decide(context, context.password);
    else if (context.method === 'keyboard-interactive') {
      context.prompt([{ prompt: 'Password:', echo: false }], '', '', (answers) => decide(context, answers[0] ?? ''));
    } else context.reject(['password', 'keyboard-interactive']);
  });
}

function serveSession(session: Session, parts: SshServerParts, open: Set<() => void>, drop: () => void): void {
  const closed = new AbortController();
  let command: string | null = null;
  let rows = 0;
  const close = (): void => {
    if (!open.delete(close)) return;
    closed.abort();
    parts.channelClosed?.(command);
  };
  open.add(close);
  parts.channelOpened?.();
  session.once('close', close);
  session.on('pty', (accept, _reject, info) => {
    rows = info.rows;
    accept?.();
  });
  session.on('window-change', (accept) => accept?.());
  session.on('env', (accept) => accept?.());
  session.once('exec', (accept, _reject, info) => {
    command = info.command;
    parts.exec(info.command, { channel: quiet(accept()), closed: closed.signal, drop });
  });
  session.once('shell', (accept, reject) => {
    if (parts.shell === undefined) reject();
    else parts.shell(rows, { channel: quiet(accept()), closed: closed.signal, drop });
  });
}

/** A channel whose late write errors (the client has gone) end nowhere. */
function quiet(channel: ServerChannel): ServerChannel {
  return channel.on('error', () => {});
}
