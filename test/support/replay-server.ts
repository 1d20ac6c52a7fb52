import { generateHostKey } from '../../src/sim/host-key.ts';
import { Prng } from '../../src/sim/prng.ts';
import { serveSsh } from '../../src/sim/ssh-server.ts';
import { listenTcp } from '../../src/sim/tcp-listener.ts';

/** What a device once answered to a command. */
export interface RecordedAnswer {
  readonly stdout: Uint8Array;
  /** Null: none is sent. */
  readonly exitStatus: number | null;
}

export interface ReplayServer {
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** The public host key as its SSH wire blob. */
  readonly hostKey: Uint8Array;
  /** How often an answer was cut within a UTF-8 character so far. */
  readonly cutCharacters: () => number;
  close(): Promise<void>;
}

/** The largest piece of an answer: more than one SSH packet holds, so that large ones are split once more. */
const maxPieceBytes = 40_000;
const unknownCommandStatus = 127;

/** An SSH server that answers exec requests with recorded bytes, cut at random places that depend on `seed`. */
export async function startReplayServer(
  answers: ReadonlyMap<string, RecordedAnswer>,
  seed: string,
): Promise<ReplayServer> {
  const prng = new Prng(seed);
  const key = generateHostKey();
  const username = 'replay';
  const password = Buffer.from(prng.bytes(12)).toString('hex');
  let cutCharacters = 0;
  const listener = await listenTcp(0, (socket) => {
    serveSsh(socket, {
      hostKey: key.privateKey,
      channelLimit: 10,
      authenticate: (name, given) => name === username && given === password,
      exec: (command, { channel }) => {
        const answer = answers.get(command);
        for (const piece of cut(answer?.stdout ?? new Uint8Array(), prng)) {
          if (((piece[0] ?? 0) & 0xc0) === 0x80) cutCharacters += 1;
          channel.write(piece);
        }
        const exitStatus = answer === undefined ? unknownCommandStatus : answer.exitStatus;
        if (exitStatus !== null) channel.exit(exitStatus);
        channel.end();
      },
    });
  });
  return {
    port: listener.port,
    username,
    password,
    hostKey: Buffer.from(key.publicKey.split(' ')[1] ?? '', 'base64'),
    cutCharacters: () => cutCharacters,
    close: () => listener.close(),
  };
}

/** Mostly small pieces, some large. */
function* cut(bytes: Uint8Array, prng: Prng): Generator<Uint8Array> {
  let at = 0;
  while (at < bytes.length) {
    const length = prng.integer(1, prng.next() < 0.8 ? 700 : maxPieceBytes);
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
