import type { RecordableHistogram } from 'node:perf_hooks';
import { serverFrameSchema, TAIL_SUBPROTOCOL, TICKET_SUBPROTOCOL_PREFIX } from '@millrace/schemas';
import type { ServerMessage, ServerMessageOf, TailPolicy } from '@millrace/schemas';
import { openSocket } from '@millrace/websocket';
import type { ClientSocket } from '@millrace/websocket';

/** What a reader has seen since it connected. */
export interface ReaderBooks {
  readonly rows: number;
  /** Rows out of order within their partition, or twice. */
  readonly disordered: number;
  readonly ledger: ServerMessageOf<'ledger'> | undefined;
}

/** A client that watches everything and notes how old each row is when it has parsed it. */
export interface TailReader {
  /** Stops reading from the network until {@link goOn}. */
  stall(): void;
  goOn(): void;
  books(): ReaderBooks;
  /** Close code, once the connection is over. */
  closed(): number | undefined;
  close(): void;
}

/** Ages of rows, µs. */
export type Ages = RecordableHistogram;

const MAX_FRAME_BYTES = 16_777_216;
const CONNECT_TIMEOUT_MS = 10_000;
const US_PER_MS = 1_000;
/** Well below two of the shortest heartbeats that are used here. */
const PING_MS = 500;

/** Connects and subscribes; resolves once subscribed. Ages go to what `ages` returns at the time. */
export async function connectReader(
  port: number,
  { ticket, policy }: { readonly ticket: string; readonly policy: TailPolicy },
  ages: () => Ages | undefined,
): Promise<TailReader> {
  const socket = await openSocket(
    `ws://127.0.0.1:${port}/v1/tail`,
    {
      protocols: [TAIL_SUBPROTOCOL, `${TICKET_SUBPROTOCOL_PREFIX}${ticket}`],
      timeoutMs: CONNECT_TIMEOUT_MS,
      maxFrameBytes: MAX_FRAME_BYTES,
    },
    new AbortController().signal,
  );
  socket.send(JSON.stringify({ type: 'subscribe', id: 'all', policy }));
  const beating = setInterval(() => socket.send('{"type":"ping"}'), PING_MS);
  const state = createReaderState(ages);
  void read(socket, state);
  void socket.ended.then(({ code }) => {
    clearInterval(beating);
    state.closed = code;
  });
  await state.subscribed.promise;
  return {
    stall: () => (state.pause = Promise.withResolvers<void>()),
    goOn: () => state.pause?.resolve(),
    books: () => ({ rows: state.rows, disordered: state.disordered, ledger: state.ledger }),
    closed: () => state.closed,
    close: () => socket.close(),
  };
}

interface ReaderState {
  readonly ages: () => Ages | undefined;
  readonly subscribed: PromiseWithResolvers<void>;
  readonly next: Map<number, number>;
  pause: PromiseWithResolvers<void> | undefined;
  rows: number;
  disordered: number;
  ledger: ServerMessageOf<'ledger'> | undefined;
  closed: number | undefined;
}

function createReaderState(ages: ReaderState['ages']): ReaderState {
  return {
    ...{ ages, subscribed: Promise.withResolvers<void>(), next: new Map(), pause: undefined },
    ...{ rows: 0, disordered: 0, ledger: undefined, closed: undefined },
  };
}

async function read(socket: ClientSocket, state: ReaderState): Promise<void> {
  for await (const frame of socket.frames) {
    for (const message of JSON.parse(frame) as ServerMessage[]) {
      if (message.type === 'batch') takeRows(state, message);
      else take(state, message);
    }
    await state.pause?.promise;
  }
}

function take(state: ReaderState, message: ServerMessage): void {
  const [checked] = serverFrameSchema.parse([message]);
  if (checked?.type === 'subscribed') state.subscribed.resolve();
  else if (checked?.type === 'ledger') state.ledger = checked;
  else if (checked?.type === 'error') state.subscribed.reject(new Error(checked.message));
}

function takeRows(state: ReaderState, { rows }: ServerMessageOf<'batch'>): void {
  const nowMs = performance.timeOrigin + performance.now();
  const ages = state.ages();
  for (const { partition, offset, document } of rows) {
    if (offset < (state.next.get(partition) ?? 0)) state.disordered += 1;
    state.next.set(partition, offset + 1);
    const sentMs = Number.parseFloat(String(document['message']));
    ages?.record(Math.max(1, Math.round((nowMs - sentMs) * US_PER_MS)));
  }
  state.rows += rows.length;
}
