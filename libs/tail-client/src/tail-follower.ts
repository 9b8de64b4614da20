import type {
  ServerMessage,
  ServerMessageOf,
  TailErrorCode,
  TailPolicy,
  TailStream,
} from '@millrace/schemas';

/** What is watched. */
export interface TailRequest {
  readonly filter: string;
  readonly stream: TailStream;
  readonly policy: TailPolicy;
}

/** A row as it came. */
export type TailRow = ServerMessageOf<'batch'>['rows'][number];

/** What a message of the server asks for. */
export type TailStep =
  /** Rows, and the cursor behind the last of them. */
  | { readonly kind: 'rows'; readonly rows: readonly TailRow[]; readonly cursor: string }
  /** Whatever matches up to this cursor has come. */
  | { readonly kind: 'passed'; readonly cursor: string }
  /** Records that were left out before anybody knew whether they match. */
  | { readonly kind: 'gap'; readonly records: number; readonly reason: ServerMessageOf<'gap'>['reason'] }
  /** Rows that were left out since the last such step: this reader was too slow for them. */
  | { readonly kind: 'dropped'; readonly rows: number }
  /** The node counts other rows as sent than arrived. */
  | { readonly kind: 'miscounted'; readonly delivered: number; readonly received: number }
  /** The place to go on from is gone, and the tail begins elsewhere; `missed` records lie between, as far as known. */
  | { readonly kind: 'lost'; readonly code: TailErrorCode; readonly message: string; readonly missed: number }
  | { readonly kind: 'send'; readonly message: object }
  | { readonly kind: 'alive'; readonly heartbeatMs: number }
  | { readonly kind: 'subscribed' }
  /** The connection is to be left for another one after this time, ms. */
  | { readonly kind: 'move'; readonly inMs: number }
  /** The server does not take the request as it is. */
  | { readonly kind: 'refused'; readonly code: TailErrorCode; readonly text: string };

/** One kind of {@link TailStep}. */
export type TailStepOf<K extends TailStep['kind']> = Extract<TailStep, { readonly kind: K }>;

/** Follows one subscription over any number of connections. */
export interface TailFollower {
  /** A connection was opened: the message that subscribes, from where the last one ended. */
  begin(): object;
  take(message: ServerMessage): readonly TailStep[];
  /** What lets the next connection in without a ticket. */
  resumeToken(): string | undefined;
}

const ID = 'tail';
/** A node whose records go faster than one can come back, so many times in a row, is watched from now on. */
const MAX_REFUSALS = 20;

/** What is remembered between messages. */
interface FollowerState {
  readonly request: TailRequest;
  cursor: string | undefined;
  resumeToken: string | undefined;
  /** Rows of this connection. */
  received: number;
  /** Rows of this connection that were left out and told of. */
  noticedDrops: number;
  /** Positions refused in a row. */
  refusals: number;
}

/** A follower that begins at a cursor, or with what comes from now on. */
export function createTailFollower(request: TailRequest, cursor?: string): TailFollower {
  const state: FollowerState = {
    request,
    cursor,
    resumeToken: undefined,
    received: 0,
    noticedDrops: 0,
    refusals: 0,
  };
  return {
    begin() {
      state.received = 0;
      state.noticedDrops = 0;
      return subscribe(state);
    },
    resumeToken: () => state.resumeToken,
    take: (message) => takeMessage(state, message),
  };
}

function subscribe({ request, cursor }: FollowerState): object {
  return { type: 'subscribe', id: ID, ...request, from: cursor === undefined ? 'now' : { cursor } };
}

function takeMessage(state: FollowerState, message: ServerMessage): readonly TailStep[] {
  switch (message.type) {
    case 'hello':
      state.resumeToken = message.resumeToken;
      return [{ kind: 'alive', heartbeatMs: message.heartbeatMs }];
    case 'heartbeat':
      state.resumeToken = message.resumeToken;
      return [];
    case 'subscribed':
      state.cursor ??= message.cursor;
      state.refusals = 0;
      return [{ kind: 'subscribed' }];
    case 'batch':
      state.cursor = message.cursor;
      state.received += message.rows.length;
      return [{ kind: 'rows', rows: message.rows, cursor: message.cursor }];
    case 'ledger':
      return takeLedger(state, message);
    case 'gap':
      return [{ kind: 'gap', records: countOf(message), reason: message.reason }];
    case 'drain':
      return [{ kind: 'move', inMs: message.reconnectInMs }];
    case 'error':
      return takeError(state, message);
    case 'live':
    case 'pong':
    case 'unsubscribed':
      return [];
  }
}

/** What the node counted has to be what arrived. */
function takeLedger(state: FollowerState, ledger: ServerMessageOf<'ledger'>): readonly TailStep[] {
  const { delivered, dropped, cursor } = ledger;
  const { received } = state;
  state.cursor = cursor;
  const drops = dropped.reduce((total, { rows }) => total + rows, 0);
  const fresh = drops - state.noticedDrops;
  state.noticedDrops = drops;
  const steps: TailStep[] = [];
  if (fresh > 0) steps.push({ kind: 'dropped', rows: fresh });
  if (delivered !== received) steps.push({ kind: 'miscounted', delivered, received });
  return [...steps, { kind: 'passed', cursor }];
}

/** A position that cannot be gone on from is given up with a word about what is missing; all else is refused for good. */
function takeError(state: FollowerState, error: ServerMessageOf<'error'>): readonly TailStep[] {
  const { code, message, floor, missed = 0 } = error;
  const isLost = code === 'cursor-too-old' || code === 'topic-recreated' || code === 'invalid-cursor';
  if (!isLost || state.cursor === undefined) return [{ kind: 'refused', code, text: `${message} (${code})` }];
  state.refusals += 1;
  state.cursor = state.refusals < MAX_REFUSALS ? floor : undefined;
  const uncounted = floor !== undefined && state.cursor === undefined;
  const text = uncounted ? `${message}; nor is it counted what lies between there and now` : message;
  return [
    { kind: 'lost', code, message: text, missed },
    { kind: 'send', message: subscribe(state) },
  ];
}

function countOf({ offsets }: ServerMessageOf<'gap'>): number {
  return offsets.reduce((total, { from, to }) => total + to - from, 0);
}
