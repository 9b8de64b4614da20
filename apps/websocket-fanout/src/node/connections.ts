import { CLOSE, TAIL_PATH } from '@millrace/schemas';
import type { CloseReason, TailStream } from '@millrace/schemas';
import type { HttpRefusal, ServerSocket, SocketListener, SocketOffer } from '@millrace/websocket';
import type { Channel } from '../channel.js';
import type { Admission } from '../credentials/admit.js';
import type { ResumeTokens } from '../credentials/resume-tokens.js';
import { createSession } from '../session/session.js';
import type { Session, SessionPrincipal, SessionSocket } from '../session/session.js';
import type { FanoutEvents } from '../telemetry.js';
import { listenWhileOpening } from './open-connection.js';

/** What the connections of a node share. */
export interface ConnectionsDeps {
  readonly channels: Readonly<Record<TailStream, Channel>>;
  readonly admit: (offer: SocketOffer) => Promise<Admission>;
  readonly resumeTokens: ResumeTokens;
  readonly events: FanoutEvents;
  readonly node: string;
  readonly heartbeatMs: number;
  readonly maxConnections: number;
  /** Connections that one API key may have here. */
  readonly maxConnectionsPerKey: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly wake: () => void;
}

/** The connections of a node. */
export interface Connections {
  refuse(offer: SocketOffer): HttpRefusal | undefined;
  open(socket: ServerSocket, offer: SocketOffer): SocketListener;
  /** Writes what was handed to sessions since the last flush. */
  flush(): void;
  /** Looks at the clock for every session. */
  tick(): void;
  /** Whom connections act for, each once. */
  principals(): readonly SessionPrincipal[];
  /** Closes every connection of an API key. */
  closeKey(keyId: string, reason: CloseReason): void;
  /** Asks every client to move to another node within some time, spread over it. */
  drain(withinMs: number): void;
  closeAll(reason: CloseReason): void;
  count(): number;
}

const RETRY_AFTER_S = 5;
/** Part of the time to drain over which clients are asked to come back; the rest is for the slow ones. */
const SPREAD = 0.8;

interface ConnectionsState {
  readonly deps: ConnectionsDeps;
  readonly sessions: Set<Session>;
  /** Sessions with something to write. */
  readonly waiting: Set<Session>;
  /** Connections of each API key. */
  readonly byKey: Map<string, number>;
  /** Connections that are being decided about. */
  opening: number;
  isDraining: boolean;
}

/** Connections that come in from now on. */
export function createConnections(deps: ConnectionsDeps): Connections {
  const state: ConnectionsState = {
    deps,
    sessions: new Set(),
    waiting: new Set(),
    byKey: new Map(),
    opening: 0,
    isDraining: false,
  };
  const { sessions, waiting } = state;
  const end = (session: Session): void => {
    session.end();
    if (sessions.delete(session)) countOfKey(state, session.principal.keyId, -1);
    waiting.delete(session);
  };
  return {
    refuse: ({ path }) => refusalOf(state, path),
    open: (socket, offer) =>
      listenWhileOpening(socket, letIn(state, socket, offer), {
        ended: end,
        run: (session, work) => guard(state, session, work),
      }),
    flush() {
      for (const session of waiting) guard(state, session, () => session.flush());
      waiting.clear();
    },
    tick() {
      for (const session of sessions)
        guard(state, session, () => {
          session.tick();
          session.flush();
        });
    },
    principals: () => [
      ...new Map([...sessions].map(({ principal }) => [JSON.stringify(principal), principal])).values(),
    ],
    closeKey(keyId, reason) {
      for (const session of sessions) if (session.principal.keyId === keyId) session.close(reason);
    },
    drain(withinMs) {
      state.isDraining = true;
      for (const session of sessions) {
        session.drain({ reconnectInMs: Math.floor(deps.random() * withinMs * SPREAD), withinMs });
        session.flush();
      }
    },
    closeAll(reason) {
      for (const session of sessions) session.close(reason);
    },
    count: () => sessions.size,
  };
}

/** What goes wrong with one session closes that one, and no other. */
function guard({ deps }: ConnectionsState, session: Session, work: () => void): void {
  try {
    work();
  } catch (error) {
    deps.events['session-failed']({}, { fields: { error } });
    session.close(CLOSE.internalError);
  }
}

function refusalOf(
  { deps, sessions, opening, isDraining }: ConnectionsState,
  path: string,
): HttpRefusal | undefined {
  if (path !== TAIL_PATH) return { status: 404, reason: `There is nothing to connect to but ${TAIL_PATH}.` };
  if (!isDraining && sessions.size + opening < deps.maxConnections) return undefined;
  return {
    status: 503,
    reason: 'This node takes no more connections now.',
    retryAfterSeconds: RETRY_AFTER_S,
  };
}

/** Decides about a client and starts its session; closes the socket with the reason when it may not come in. */
async function letIn(
  state: ConnectionsState,
  socket: ServerSocket,
  offer: SocketOffer,
): Promise<Session | undefined> {
  const { admit, events, resumeTokens } = state.deps;
  state.opening += 1;
  let failure: 'admission-failed' | 'session-failed' = 'admission-failed';
  try {
    const admission = await admit(offer);
    if ('principal' in admission) await resumeTokens.prepare(admission.principal);
    failure = 'session-failed';
    const decision = withinKeysShare(state, admission);
    if ('principal' in decision) return startSession(state, socket, decision.principal);
    const { code, name } = decision.refused;
    events['connection-refused']({ reason: name }, { fields: { remoteAddress: offer.remoteAddress } });
    socket.close(code, name);
  } catch (error) {
    events[failure]({}, { fields: { error } });
    socket.close(CLOSE.internalError.code, CLOSE.internalError.name);
  } finally {
    state.opening -= 1;
  }
  return undefined;
}

function withinKeysShare({ byKey, deps }: ConnectionsState, admission: Admission): Admission {
  if ('refused' in admission) return admission;
  const { keyId } = admission.principal;
  const hasRoom = (byKey.get(keyId) ?? 0) < deps.maxConnectionsPerKey;
  return hasRoom ? admission : { refused: CLOSE.tooManyConnections };
}

function countOfKey({ byKey }: ConnectionsState, keyId: string, change: 1 | -1): void {
  const count = (byKey.get(keyId) ?? 0) + change;
  if (count > 0) byKey.set(keyId, count);
  else byKey.delete(keyId);
}

function startSession(state: ConnectionsState, socket: ServerSocket, principal: SessionPrincipal): Session {
  const { deps, sessions, waiting } = state;
  const { events, resumeTokens } = deps;
  const session = createSession({
    ...deps,
    principal,
    socket: sessionSocket(socket),
    resumeToken: () => resumeTokens.current(principal),
    onWaiting: (one) => void waiting.add(one),
    onClosing: ({ name }) =>
      events['connection-closed']({ reason: name }, { fields: { keyId: principal.keyId } }),
  });
  if (state.isDraining) session.close(CLOSE.draining);
  sessions.add(session);
  countOfKey(state, principal.keyId, 1);
  events['connection-opened']({});
  guard(state, session, () => session.flush());
  return session;
}

function sessionSocket(socket: ServerSocket): SessionSocket {
  return {
    send: socket.send,
    bufferedBytes: socket.bufferedBytes,
    close: ({ code, name }) => socket.close(code, name),
  };
}
