import { setTimeout as wait } from 'node:timers/promises';
import { CLOSE, TAIL_LIMITS, TAIL_SUBPROTOCOL } from '@millrace/schemas';
import type { TailStream, TopicDeclaration } from '@millrace/schemas';
import { createCursorCodec, createKeyRing } from '@millrace/tail-cursor';
import { createSocketServer } from '@millrace/websocket';
import type { SocketServer } from '@millrace/websocket';
import type { FanoutConfig } from '../config.js';
import { admit } from '../credentials/admit.js';
import { originMatcher } from '../credentials/allowed-origins.js';
import { createResumeTokens } from '../credentials/resume-tokens.js';
import type { ResumeTokens } from '../credentials/resume-tokens.js';
import { createFlushClock } from '../flush-clock.js';
import { readGroup, readLog } from '../groups/read-document.js';
import type { ReadDocument } from '../groups/read-document.js';
import type { FanoutEvents } from '../telemetry.js';
import type { FanoutServers } from './connect-servers.js';
import { createConnections } from './connections.js';
import type { Connections } from './connections.js';
import { openStream } from './open-stream.js';
import type { OpenStream, OpenStreamDeps } from './open-stream.js';
import { refreshKeys } from './refresh-keys.js';
import { every } from './every.js';

/** Topics a node reads, by stream. */
export type FanoutTopics = Readonly<Record<TailStream, TopicDeclaration>>;

/** What a node is made of. */
export interface FanoutNodeDeps {
  readonly config: FanoutConfig;
  readonly servers: FanoutServers;
  readonly events: FanoutEvents;
  readonly topics: FanoutTopics;
  /** Name of this node, for people. */
  readonly name: string;
}

const READ: Readonly<Record<TailStream, ReadDocument>> = { logs: readLog, correlations: readGroup };

/** A node that takes connections. */
export interface FanoutNode {
  readonly sockets: SocketServer;
  /** Rejects when a topic cannot be followed any more. */
  readonly closed: Promise<void>;
  readonly streams: Readonly<Record<TailStream, OpenStream>>;
  connections(): number;
  /** Asks clients to move, waits for them to go, closes those that stay. */
  drain(withinMs: number): Promise<void>;
  stop(): void;
}

/** Sessions are looked at this often for heartbeats; finer than the shortest interval between those. */
const SESSION_TICK_MS = 100;
/** Signing keys and the API keys of connections are looked at this often. */
const KEYS_EVERY_MS = 5_000;
/** Part of the ring's bytes that correlations get beside the logs': they are far fewer. */
const CORRELATIONS_SHARE = 0.25;
const DRAIN_POLL_MS = 50;
/** Time for the closing handshakes of those that stayed. */
const CLOSING_MS = 1_000;

/** Fills the rings, then follows the topics. Resolves once connections can be taken. */
export async function startNode(deps: FanoutNodeDeps, signal: AbortSignal): Promise<FanoutNode> {
  const { config, servers, events } = deps;
  const keys = createKeyRing(servers.signingKeys, Date.now);
  await keys.refresh();
  const flush = (): boolean => {
    const isBehind = [streams.logs, streams.correlations]
      .map(({ channel }) => channel.stream.flush())
      .includes(true);
    connections.flush();
    return isBehind;
  };
  const clock = createFlushClock({
    flush,
    everyMs: config.MILLRACE_FANOUT_TICK_MS,
    now: () => performance.now(),
    after: afterTimer,
  });
  const streams = await openStreams(
    { ...deps, codec: createCursorCodec(keys), flush, wake: clock.wake },
    signal,
  );
  const resumeTokens = createResumeTokens(keys.current, Date.now);
  const connections = openConnections(deps, { streams, resumeTokens, wake: clock.wake });
  const sockets = createSocketServer({
    subprotocol: TAIL_SUBPROTOCOL,
    maxFrameBytes: TAIL_LIMITS.frameBytes,
    refuse: connections.refuse,
    open: connections.open,
  });
  const stopping = new AbortController();
  const jobs = [
    every(SESSION_TICK_MS, () => connections.tick()),
    every(KEYS_EVERY_MS, () => refreshKeys({ keys, connections, resumeTokens, servers, events })),
  ];
  const follows = [streams.logs, streams.correlations].map((stream) => stream.follow(stopping.signal));
  return {
    sockets,
    streams,
    closed: Promise.all(follows).then(() => undefined),
    connections: connections.count,
    async drain(withinMs) {
      connections.drain(withinMs);
      const endsAt = performance.now() + withinMs;
      while (connections.count() > 0 && performance.now() < endsAt) await wait(DRAIN_POLL_MS);
      connections.closeAll(CLOSE.draining);
      // So that a client still sees its last ledger and the code.
      const goneBy = performance.now() + CLOSING_MS;
      while (sockets.connections() > 0 && performance.now() < goneBy) await wait(DRAIN_POLL_MS);
    },
    stop() {
      stopping.abort();
      clock.stop();
      for (const stop of jobs) stop();
      sockets.terminateAll();
    },
  };
}

function openConnections(
  { config, servers, events, name }: FanoutNodeDeps,
  node: {
    readonly streams: FanoutNode['streams'];
    readonly resumeTokens: ResumeTokens;
    readonly wake: () => void;
  },
): Connections {
  const { streams, resumeTokens, wake } = node;
  const isAllowedOrigin = originMatcher(config.MILLRACE_FANOUT_ORIGINS);
  const { signingKeys, redemptions, apiKeys } = servers;
  const admitDeps = {
    ...{ findSigningKey: signingKeys.find, redeem: redemptions.redeem, findApiKey: apiKeys.find },
    ...{ isAllowedOrigin, now: Date.now },
  };
  return createConnections({
    // Of a clock that does not step: what a client may send and how long it was silent follow from it.
    ...{ events, resumeTokens, node: name, wake, now: () => performance.now(), random: Math.random },
    channels: { logs: streams.logs.channel, correlations: streams.correlations.channel },
    heartbeatMs: config.MILLRACE_FANOUT_HEARTBEAT_MS,
    maxConnections: config.MILLRACE_FANOUT_MAX_CONNECTIONS,
    maxConnectionsPerKey: config.MILLRACE_FANOUT_MAX_CONNECTIONS_PER_KEY,
    admit: (offer) => admit(offer, admitDeps),
  });
}

async function openStreams(
  deps: FanoutNodeDeps & Pick<OpenStreamDeps, 'codec' | 'flush' | 'wake'>,
  signal: AbortSignal,
): Promise<FanoutNode['streams']> {
  const { config, servers, events, topics, codec, flush, wake } = deps;
  const { admin, reader, follower } = servers;
  let groups = 0;
  const nextGroupNumber = () => ++groups;
  const shared = {
    ...{ admin, reader, follower, codec, events, flush, wake, nextGroupNumber },
    now: () => performance.now(),
  };
  const plan = (name: TailStream, share: number) => ({
    name,
    topic: topics[name].name,
    read: READ[name],
    ringBytes: Math.floor(config.MILLRACE_FANOUT_RING_BYTES * share),
    idWindow: config.MILLRACE_FANOUT_ID_WINDOW,
    fillMs: config.MILLRACE_FANOUT_FILL_MS,
  });
  const [logs, correlations] = await Promise.all([
    openStream(plan('logs', 1), shared, signal),
    openStream(plan('correlations', CORRELATIONS_SHARE), shared, signal),
  ]);
  return { logs, correlations };
}

function afterTimer(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
