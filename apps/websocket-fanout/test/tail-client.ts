import { once } from 'node:events';
import { connect } from 'node:net';
import {
  RESUME_SUBPROTOCOL_PREFIX,
  serverFrameSchema,
  TAIL_SUBPROTOCOL,
  TICKET_SUBPROTOCOL_PREFIX,
} from '@millrace/schemas';
import type { ServerMessage, ServerMessageOf } from '@millrace/schemas';
import { waitFor } from '@millrace/testing';

/** A client of the tail protocol on the WebSocket that Node.js has, which nobody here wrote. */
export interface TailClient {
  readonly messages: readonly ServerMessage[];
  send(message: object | string): void;
  next<T extends ServerMessage['type']>(type: T): Promise<ServerMessageOf<T>>;
  rows(): readonly ServerMessageOf<'batch'>['rows'][number][];
  lastCursor(): string | undefined;
  closed(): Promise<number>;
  close(): Promise<void>;
}

/** Connects with a ticket or, given one, a resume token. */
export async function connectTail(
  port: number,
  credential: { readonly ticket?: string; readonly resume?: string },
): Promise<TailClient> {
  const { ticket, resume } = credential;
  const protocols = [
    TAIL_SUBPROTOCOL,
    ...(ticket === undefined ? [] : [`${TICKET_SUBPROTOCOL_PREFIX}${ticket}`]),
    ...(resume === undefined ? [] : [`${RESUME_SUBPROTOCOL_PREFIX}${resume}`]),
  ];
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/tail`, protocols);
  const messages: ServerMessage[] = [];
  const taken = new Map<string, number>();
  const closed = Promise.withResolvers<number>();
  socket.addEventListener('message', ({ data }) => {
    messages.push(...serverFrameSchema.parse(JSON.parse(String(data))));
  });
  socket.addEventListener('close', ({ code }) => closed.resolve(code));
  socket.addEventListener('error', () => undefined);
  await Promise.race([once(socket, 'open'), closed.promise]);
  const batches = () => messages.filter((message) => message.type === 'batch');
  return {
    messages,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async next(type) {
      const seen = taken.get(type) ?? 0;
      const ofType = () => messages.filter((message) => message.type === type);
      const found = await waitFor(() => ofType()[seen], 10_000);
      taken.set(type, seen + 1);
      return found as never;
    },
    rows: () => batches().flatMap(({ rows }) => rows),
    lastCursor: () => batches().at(-1)?.cursor,
    closed: () => closed.promise,
    async close() {
      socket.close();
      await closed.promise;
    },
  };
}

/** A TCP connection that asked for the upgrade, for bytes that no client would send. */
export interface RawClient {
  /** Status of the answer to the upgrade. */
  readonly status: number;
  write(bytes: Buffer): void;
  /** Close code of the server's close frame, or 1006 when the connection just ended. */
  closed(): Promise<number>;
  destroy(): void;
}

/** Asks for an upgrade with any header. */
export async function connectRaw(
  port: number,
  headers: Readonly<Record<string, string>>,
  path = '/v1/tail',
): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  let received = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => (received = Buffer.concat([received, bytes])));
  const ended = once(socket, 'close');
  const all = {
    Host: '127.0.0.1',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  await waitFor(() => received.includes('\r\n\r\n'));
  return {
    status: Number(received.toString('latin1').split(' ')[1]),
    write: (bytes) => void socket.write(bytes),
    async closed() {
      await Promise.race([ended, waitFor(() => closeCode(received) !== undefined, 10_000)]);
      return closeCode(received) ?? 1006;
    },
    destroy: () => void socket.destroy(),
  };
}

/** Offers the subprotocol with a credential. */
export function offering(token: string, prefix: string = TICKET_SUBPROTOCOL_PREFIX): Record<string, string> {
  return { 'Sec-WebSocket-Protocol': `${TAIL_SUBPROTOCOL}, ${prefix}${token}` };
}

/** A frame as RFC 6455 has it, masked with zeros unless said otherwise. */
export function frame(
  opcode: number,
  payload: Buffer,
  more: { readonly first?: number; readonly masked?: boolean } = {},
) {
  const { first = 0x80 | opcode, masked = true } = more;
  const mask = masked ? 0x80 : 0;
  const length =
    payload.length < 126
      ? Buffer.of(mask | payload.length)
      : Buffer.from([mask | 127, 0, 0, 0, 0, ...uint32(payload.length)]);
  return Buffer.concat([Buffer.of(first), length, masked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Code of the close frame among what a server sent. */
function closeCode(received: Buffer): number | undefined {
  let at = received.indexOf('\r\n\r\n') + 4;
  while (at + 2 <= received.length) {
    const short = received.readUInt8(at + 1);
    const [head, length] =
      short < 126
        ? [2, short]
        : short === 126
          ? [4, received.readUInt16BE(at + 2)]
          : [10, received.readUInt32BE(at + 6)];
    if ((received.readUInt8(at) & 0x0f) === 8 && at + head + 2 <= received.length)
      return received.readUInt16BE(at + head);
    at += head + length;
  }
  return undefined;
}
