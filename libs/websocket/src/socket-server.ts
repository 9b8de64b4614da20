import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';

/** What a client says when it asks for a connection. */
export interface SocketOffer {
  /** Path without the query. */
  readonly path: string;
  /** Subprotocols in the order offered. */
  readonly protocols: readonly string[];
  readonly origin?: string;
  readonly remoteAddress: string;
}

/** An answer over HTTP instead of a connection. */
export interface HttpRefusal {
  readonly status: number;
  readonly reason: string;
  readonly retryAfterSeconds?: number;
}

/** An open connection, seen from the server. */
export interface ServerSocket {
  /** Sends a text frame; its bytes have to be UTF-8. */
  send(frame: Buffer): void;
  /** Bytes handed over that the network has not taken yet. */
  bufferedBytes(): number;
  /** Begins the closing handshake, and cuts the connection when the peer does not answer it. */
  close(code: number, reason: string): void;
}

/** What becomes of a connection. */
export interface SocketListener {
  text(frame: string): void;
  /** A ping or pong of RFC 6455: the peer lives. */
  heard(): void;
  /** The connection is over, whoever ended it; called once. */
  closed(code: number): void;
}

/** How connections are taken. */
export interface SocketServerOptions {
  /** The one subprotocol spoken. */
  readonly subprotocol: string;
  /** Bytes of the largest frame taken; one beyond is answered with close code 1009. */
  readonly maxFrameBytes: number;
  /** Asked before the upgrade. */
  readonly refuse: (offer: SocketOffer) => HttpRefusal | undefined;
  /** Called after the upgrade; what the listener throws is the caller's fault and ends the process. */
  readonly open: (socket: ServerSocket, offer: SocketOffer) => SocketListener;
}

/** Takes over connections of an HTTP server. */
export interface SocketServer {
  /** To be called with each `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Cuts every connection that is left. */
  terminateAll(): void;
  connections(): number;
}

/** Time a peer has to answer the closing handshake, ms. */
const CLOSE_TIMEOUT_MS = 5_000;
/** A message comes in few pieces, of fragments and of the network alike; each is an object until the message is whole. */
const PIECES = { maxFragments: 64, maxBufferedChunks: 4_096 };
const UNSUPPORTED_DATA = 1003;
const STATUS_TEXT: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [404, 'Not Found'],
  [426, 'Upgrade Required'],
  [503, 'Service Unavailable'],
]);

/**
 * Speaks RFC 6455 with text frames. Compression is off: it costs each connection tens of kilobytes. Frames that break
 * the protocol end the connection with the close code the RFC gives them, and nothing else.
 */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: options.maxFrameBytes,
    ...PIECES,
    handleProtocols: () => options.subprotocol,
  });
  const open = new Set<WebSocket>();
  const serve = (socket: WebSocket, offer: SocketOffer): void => {
    open.add(socket);
    const listener = options.open(serverSocket(socket), offer);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary) socket.close(UNSUPPORTED_DATA, 'text frames only');
      else listener.text((data as Buffer).toString());
    });
    socket.on('ping', listener.heard);
    socket.on('pong', listener.heard);
    // What the peer did wrong follows as a close code; without a listener it would end the process.
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      open.delete(socket);
      listener.closed(code);
    });
  };
  return {
    upgrade(request, socket, head) {
      const offer = readOffer(request);
      const refusal = offer.protocols.includes(options.subprotocol)
        ? options.refuse(offer)
        : { status: 400, reason: `The subprotocol ${options.subprotocol} has to be offered.` };
      if (refusal) refuseUpgrade(socket, refusal);
      else server.handleUpgrade(request, socket, head, (opened) => serve(opened, offer));
    },
    terminateAll() {
      for (const socket of open) socket.terminate();
    },
    connections: () => open.size,
  };
}

function serverSocket(socket: WebSocket): ServerSocket {
  return {
    send: (frame) => socket.send(frame, { binary: false }),
    bufferedBytes: () => socket.bufferedAmount,
    close(code, reason) {
      socket.close(code, reason);
      setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
    },
  };
}

function readOffer(request: IncomingMessage): SocketOffer {
  const { headers, url = '/' } = request;
  return {
    path: url.split('?', 1)[0] ?? '/',
    protocols: (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim()),
    ...(headers.origin !== undefined && { origin: headers.origin }),
    remoteAddress: request.socket.remoteAddress ?? '',
  };
}

/** Answers a request for a connection over HTTP, and lets go of its socket, whatever the client does. */
export function refuseUpgrade(socket: Duplex, { status, reason, retryAfterSeconds }: HttpRefusal): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_TEXT.get(status) ?? 'Error'}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(reason)}`,
    ...(retryAfterSeconds === undefined ? [] : [`Retry-After: ${retryAfterSeconds}`]),
  ];
  socket.on('error', () => undefined);
  const cut = setTimeout(() => socket.destroy(), CLOSE_TIMEOUT_MS);
  socket.once('close', () => clearTimeout(cut));
  // The server's sockets stay half open otherwise, for as long as the client likes.
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${reason}`);
}
