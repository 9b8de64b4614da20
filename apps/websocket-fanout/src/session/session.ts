import { CLOSE, TAIL_LIMITS } from '@millrace/schemas';
import type { ClientMessage, CloseReason, ServerMessage, TailStream } from '@millrace/schemas';
import type { Channel } from '../channel.js';
import type { Outlet } from '../groups/reader.js';
import { readFrame } from '../protocol/read-frame.js';
import type { MessageFault } from '../protocol/read-frame.js';
import { createFrameWriter } from './frame-writer.js';
import type { FrameWriter } from './frame-writer.js';
import { createLiveness } from './liveness.js';
import type { Liveness } from './liveness.js';
import { createSubscriptions } from './subscriptions.js';
import type { Subscriptions } from './subscriptions.js';
import { createTokenBucket } from './token-bucket.js';

/** The socket of a session. */
export interface SessionSocket {
  send(frame: Buffer): void;
  /** Bytes handed over that the network has not taken yet. */
  bufferedBytes(): number;
  close(reason: Pick<CloseReason, 'code' | 'name'>): void;
}

/** Whom a connection acts for, by its ticket or resume token. */
export interface SessionPrincipal {
  readonly tenant: string;
  readonly keyId: string;
  /** What the ticket was bound to; a token to come back with is bound to the same. */
  readonly origin?: string;
  readonly address?: string;
}

/** What a session is made of. */
export interface SessionDeps {
  readonly socket: SessionSocket;
  readonly principal: SessionPrincipal;
  readonly channels: Readonly<Record<TailStream, Channel>>;
  readonly node: string;
  readonly heartbeatMs: number;
  /** Fresh token with which the client may come back. */
  readonly resumeToken: () => string;
  readonly now: () => number;
  readonly random: () => number;
  /** Asks for a flush of the streams soon: a reader was added. */
  readonly wake: () => void;
  readonly onClosing: (reason: CloseReason) => void;
  /** Something waits to be flushed. */
  readonly onWaiting: (session: Session) => void;
}

/** One connection of the tail protocol, without its socket. */
export interface Session {
  readonly principal: SessionPrincipal;
  /** A text frame came. */
  receive(text: string): void;
  /** A ping or pong of RFC 6455 came: the client lives. It counts as a message, since a ping is answered. */
  heard(): void;
  /** Looks at the clock: heartbeats, and what is missing of the client's. */
  tick(): void;
  /** Writes what was collected since the last flush. */
  flush(): void;
  /** Tells the client to move to another node: after `reconnectInMs`, and before `withinMs`. */
  drain(times: { readonly reconnectInMs: number; readonly withinMs: number }): void;
  close(reason: CloseReason): void;
  /** The socket is gone. */
  end(): void;
}

/** Bytes that may wait for the network before batches are held back. */
const MAX_WAITING_BYTES = 256 * 1_024;
/** Bytes that may wait before a client that goes on asking and reads no answer is closed. */
const MAX_UNREAD_BYTES = 4 * MAX_WAITING_BYTES;
/** Times the sustained rate that may come at once. */
const BURST = 5;

/** Opens a session: `hello` is its first message. */
export function createSession(deps: SessionDeps): Session {
  const { socket, principal } = deps;
  const writer = createFrameWriter(
    (frame) => socket.send(frame),
    () => deps.onWaiting(session),
  );
  const liveness = createLiveness(deps);
  let isOver = false;
  const isOpen = () => !isOver;
  const close = (reason: CloseReason): void => {
    if (isOver) return;
    isOver = true;
    for (const message of subscriptions.ledgers()) writer.add(message);
    subscriptions.removeAll();
    writer.flush();
    deps.onClosing(reason);
    socket.close(reason);
  };
  const hasRoom = () => isOpen() && socket.bufferedBytes() + writer.waiting() < MAX_WAITING_BYTES;
  const outlet = createOutlet({ writer, hasRoom, close, subscriptions: () => subscriptions });
  const subscriptions = createSubscriptions({ channels: deps.channels, principal, outlet });
  const isOverfull = () => socket.bufferedBytes() + writer.waiting() > MAX_UNREAD_BYTES;
  const faultOf = createAllowance(isOverfull, deps.now);
  const mayAnswer = (): boolean => {
    const fault = faultOf();
    if (fault) close(fault);
    return isOpen();
  };
  const take = createTaker({ ...deps, writer, liveness, close, subscriptions });
  const session: Session = {
    principal,
    receive(text) {
      if (isOver) return;
      liveness.heard();
      const reading = readFrame(text);
      if ('broken' in reading) close(CLOSE.protocolError);
      else for (const message of reading.messages) if (isOpen() && mayAnswer()) take(message);
    },
    heard() {
      if (isOpen() && mayAnswer()) liveness.heard();
    },
    tick() {
      const { over, beat } = liveness.look();
      if (over) close(over);
      else if (isOverfull()) close(CLOSE.overloaded);
      if (!beat || !hasRoom()) return;
      for (const message of beatMessages(deps, subscriptions)) writer.add(message);
    },
    flush: writer.flush,
    drain: (times) => writer.add({ type: 'drain', ...times }),
    close,
    end() {
      isOver = true;
      subscriptions.removeAll();
    },
  };
  writer.add(hello(deps));
  return session;
}

/** Says why one more message of a client must not be answered, if so. */
function createAllowance(isOverfull: () => boolean, now: () => number): () => CloseReason | undefined {
  const takeToken = createTokenBucket(TAIL_LIMITS.messagesPerSecond, TAIL_LIMITS.messagesPerSecond * BURST);
  return () => {
    if (!takeToken(now())) return CLOSE.flooding;
    return isOverfull() ? CLOSE.overloaded : undefined;
  };
}

/** Answers messages. */
function createTaker(
  deps: Pick<SessionDeps, 'wake' | 'principal'> & {
    readonly writer: FrameWriter;
    readonly liveness: Liveness;
    readonly close: (reason: CloseReason) => void;
    readonly subscriptions: Subscriptions;
  },
): (message: ClientMessage | MessageFault) => void {
  const { writer, liveness, close, subscriptions } = deps;
  return (message) => {
    if ('code' in message) return writer.add({ type: 'error', ...message });
    if (isOfAnotherTenant(message, deps.principal)) return close(CLOSE.wrongTenant);
    const replies = answer(subscriptions, message);
    for (const reply of replies) writer.add(reply);
    if (!replies.some(({ type }) => type === 'subscribed')) return;
    liveness.subscribed();
    deps.wake();
  };
}

function beatMessages({ resumeToken }: SessionDeps, subscriptions: Subscriptions): readonly ServerMessage[] {
  return [{ type: 'heartbeat', resumeToken: resumeToken() }, ...subscriptions.ledgers()];
}

function hello({ node, heartbeatMs, resumeToken }: SessionDeps): ServerMessage {
  return { type: 'hello', protocol: 1, node, heartbeatMs, resumeToken: resumeToken(), limits: TAIL_LIMITS };
}

/** Where the streams write to. */
function createOutlet(deps: {
  readonly writer: FrameWriter;
  readonly hasRoom: () => boolean;
  readonly close: (reason: CloseReason) => void;
  readonly subscriptions: () => Subscriptions;
}): Outlet {
  const { writer, subscriptions } = deps;
  return {
    hasRoom: deps.hasRoom,
    close: deps.close,
    batch(reader, batch) {
      const { channel } = subscriptions().of(reader);
      writer.addEncoded(channel.batchMessage(reader.group, batch));
    },
    live(reader) {
      writer.add({ type: 'live', id: subscriptions().of(reader).id });
    },
    dropped(reader) {
      writer.add(subscriptions().ledgerOf(reader));
    },
    gap(reader, offsets, reason) {
      writer.add({ type: 'gap', id: subscriptions().of(reader).id, reason, offsets: [...offsets] });
      // Its cursor lies behind the gap, so that who comes back with it is not told twice.
      writer.add(subscriptions().ledgerOf(reader));
    },
  };
}

function isOfAnotherTenant(message: ClientMessage, { tenant }: SessionPrincipal): boolean {
  return message.type === 'subscribe' && message.tenant !== undefined && message.tenant !== tenant;
}

function answer(subscriptions: Subscriptions, message: ClientMessage): readonly ServerMessage[] {
  switch (message.type) {
    case 'ping':
      return [{ type: 'pong', ...(message.id !== undefined && { id: message.id }) }];
    case 'unsubscribe':
      return subscriptions.remove(message);
    case 'subscribe':
      return [subscriptions.add(message)];
  }
}
