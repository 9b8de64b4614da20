import { WebSocket } from 'ws';
import type { RawData } from 'ws';

/** How a connection ended. */
export interface SocketEnd {
  /** Of RFC 6455 or the application; 1006 when the connection was lost. */
  readonly code: number;
  readonly reason: string;
}

/** A connection, seen from the client. */
export interface ClientSocket {
  /**
   * Text frames in their order. Ends with the connection. While they are not asked for, no more are read from the
   * network than a few, of 64 KiB or one that is larger, so that a slow reader is seen as one by the server.
   */
  readonly frames: AsyncIterable<string>;
  send(frame: string): void;
  /** Begins the closing handshake, and cuts the connection when the peer does not answer it. What still comes is lost. */
  close(): void;
  readonly ended: Promise<SocketEnd>;
}

/** The server answered the request for a connection with something else. */
export class UpgradeRefusedError extends Error {
  override readonly name = 'UpgradeRefusedError';
  constructor(
    readonly status: number,
    /** Seconds the server asks to wait. */
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(`opening a connection: the server answered ${status}`);
  }
}

/** What opening takes. */
export interface OpenSocketOptions {
  readonly protocols: readonly string[];
  /** Time until the connection must stand, ms. */
  readonly timeoutMs: number;
  /** Bytes of the largest frame taken. */
  readonly maxFrameBytes: number;
}

/** Frames, and their bytes, that wait for the reader before reading from the network stops. */
const MAX_WAITING_FRAMES = 16;
const MAX_WAITING_BYTES = 65_536;
const CLOSE_TIMEOUT_MS = 2_000;

/** Opens a connection. @throws UpgradeRefusedError, what the network says, or the signal's reason */
export async function openSocket(
  url: string,
  options: OpenSocketOptions,
  signal: AbortSignal,
): Promise<ClientSocket> {
  signal.throwIfAborted();
  const socket = new WebSocket(url, [...options.protocols], {
    handshakeTimeout: options.timeoutMs,
    maxPayload: options.maxFrameBytes,
    perMessageDeflate: false,
  });
  const abort = (): void => socket.terminate();
  signal.addEventListener('abort', abort, { once: true });
  // Listening before the connection stands: a frame may come with the answer to the upgrade.
  const client = clientSocket(socket);
  void client.ended.then(() => signal.removeEventListener('abort', abort));
  await opened(socket).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
  return client;
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, { statusCode = 0, headers }) => {
      const retryAfter = Number(headers['retry-after']);
      reject(new UpgradeRefusedError(statusCode, Number.isFinite(retryAfter) ? retryAfter : undefined));
      socket.terminate();
    });
  });
}

function clientSocket(socket: WebSocket): ClientSocket {
  const waiting: string[] = [];
  let waitingBytes = 0;
  let isLeft = false;
  const ended = Promise.withResolvers<SocketEnd>();
  let isOver = false;
  let arrived = Promise.withResolvers<void>();
  socket.on('message', (data: RawData) => {
    if (isLeft) return;
    const frame = (data as Buffer).toString();
    waiting.push(frame);
    waitingBytes += frame.length;
    if (waiting.length >= MAX_WAITING_FRAMES || waitingBytes >= MAX_WAITING_BYTES) socket.pause();
    arrived.resolve();
  });
  socket.on('error', () => undefined);
  socket.on('close', (code, reason) => {
    isOver = true;
    ended.resolve({ code, reason: reason.toString() });
    arrived.resolve();
  });
  async function* frames(): AsyncGenerator<string, void, undefined> {
    for (;;) {
      const frame = waiting.shift();
      if (frame !== undefined) {
        waitingBytes -= frame.length;
        if (waiting.length < MAX_WAITING_FRAMES / 2 && waitingBytes < MAX_WAITING_BYTES / 2) socket.resume();
        yield frame;
      } else if (isOver) {
        return;
      } else {
        arrived = Promise.withResolvers<void>();
        await arrived.promise;
      }
    }
  }
  return {
    frames: frames(),
    send: (frame) => socket.send(frame),
    close() {
      isLeft = true;
      socket.close();
      // Frames that nobody asks for would keep the close frame behind them for ever.
      socket.resume();
      setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
    },
    ended: ended.promise,
  };
}
