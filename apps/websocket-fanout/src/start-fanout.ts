import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { startServiceControl } from '@millrace/control';
import type { ControlPlane, ControlTopicDeclarations } from '@millrace/control';
import { startHttp } from '@millrace/http';
import type { HttpServer } from '@millrace/http';
import { listenSettings } from '@millrace/runtime';
import type { RunningService, ServiceContext } from '@millrace/runtime';
import { TOPICS } from '@millrace/schemas';
import { refuseUpgrade } from '@millrace/websocket';
import type { FanoutConfig } from './config.js';
import { fanoutModule } from './fanout.module.js';
import { connectServers } from './node/connect-servers.js';
import type { FanoutServers } from './node/connect-servers.js';
import { startNode } from './node/fanout-node.js';
import type { FanoutNode, FanoutTopics } from './node/fanout-node.js';
import { createFanoutEvents } from './telemetry.js';

/** The fan-out as it runs. */
export interface RunningFanout extends RunningService {
  readonly port: number;
}

const TOPICS_READ: FanoutTopics = { logs: TOPICS.logs, correlations: TOPICS.correlations };
/** Connections beside those of tails: probes and scrapes. */
const SPARE_CONNECTIONS = 100;
/** Bytes by which a node may be behind before it is not ready. */
const MAX_LAG_RECORDS = 100_000;
const NOT_YET = { status: 503, reason: 'This node is still starting.', retryAfterSeconds: 1 };

/**
 * Starts a fan-out node. Its HTTP server answers first, so that probes see what happens; tails are let in once the
 * rings are filled. A stop asks clients to move, and then leaves. Operators reach it over the topics of `control`, if any.
 */
export async function startFanout(
  context: ServiceContext<FanoutConfig>,
  topics: FanoutTopics = TOPICS_READ,
  control?: ControlTopicDeclarations,
): Promise<RunningFanout> {
  const { config, health, telemetry, logger, signal } = context;
  const state: { node?: FanoutNode } = {};
  health.addCheck({ name: 'streams', check: async () => lagOf(state.node) });
  const listen = listenSettings(config, config.MILLRACE_FANOUT_PORT);
  const http = await startHttp({
    module: fanoutModule,
    listen: { ...listen, maxConnections: config.MILLRACE_FANOUT_MAX_CONNECTIONS + SPARE_CONNECTIONS },
    ...{ health, telemetry, logger },
    onUpgrade(request, socket, head) {
      if (state.node) state.node.sockets.upgrade(request, socket, head);
      else refuseUpgrade(socket, NOT_YET);
    },
  });
  let servers: FanoutServers | undefined;
  try {
    servers = await connectServers(config, logger);
    for (const difference of await servers.admin.ensureTopics(Object.values(topics)))
      logger.warn('topic-differed', { difference });
    const events = createFanoutEvents({ telemetry, logger });
    const node = await startNode({ config, servers, events, topics, name: nodeName() }, signal);
    state.node = node;
    addGauges(context, node);
    const reached = control && reach(context, servers, control);
    return running({ http, servers, node, control: reached }, config.MILLRACE_FANOUT_DRAIN_MS);
  } catch (error) {
    await servers?.close();
    await http.stop(0);
    throw error;
  }
}

interface FanoutInPieces {
  readonly http: HttpServer;
  readonly servers: FanoutServers;
  readonly node: FanoutNode;
  readonly control: ControlPlane | undefined;
}

/** Operators see a node and cannot pause it: tails would stand still without a word, and resume by themselves. */
function reach(
  { health, logger }: ServiceContext<FanoutConfig>,
  { kafka, admin, instances }: FanoutServers,
  topics: ControlTopicDeclarations,
): ControlPlane {
  return startServiceControl({
    ...{ service: 'websocket-fanout', topics, connection: kafka, registry: instances, health, logger },
    ...{ ensureTopics: admin.ensureTopics, consumers: [] },
  });
}

function running({ http, servers, node, control }: FanoutInPieces, drainMs: number): RunningFanout {
  return {
    port: http.port,
    closed: node.closed,
    async stop(deadlineMs) {
      try {
        const left = control?.stop();
        await node.drain(Math.min(drainMs, deadlineMs / 2));
        node.stop();
        await http.stop(deadlineMs / 4);
        await left;
      } finally {
        await servers.close();
      }
    },
  };
}

/** Tells two nodes of one machine apart, and one from its successor. */
function nodeName(): string {
  return `${hostname()}-${randomUUID().slice(0, 8)}`;
}

function lagOf(node: FanoutNode | undefined): string | undefined {
  if (!node) return 'it is still reading what clients may resume from';
  for (const { channel, lag } of Object.values(node.streams))
    if (lag() > MAX_LAG_RECORDS) return `${channel.name}: ${lag()} records are not read yet`;
  return undefined;
}

function addGauges({ telemetry }: ServiceContext<FanoutConfig>, node: FanoutNode): void {
  const byStream = (value: (stream: FanoutNode['streams']['logs']) => number) => () =>
    Object.values(node.streams).map((stream) => ({
      labels: { stream: stream.channel.name },
      value: value(stream),
    }));
  telemetry.gauge({ name: 'open_connections', help: 'Connections open now.' }, () => [
    { labels: {}, value: node.connections() },
  ]);
  const labels = ['stream'] as const;
  telemetry.gauge(
    { name: 'open_subscriptions', help: 'Subscriptions open now.', labels },
    byStream(({ channel }) => channel.stream.readers()),
  );
  telemetry.gauge(
    { name: 'filter_groups', help: 'Distinct filters among them.', labels },
    byStream(({ channel }) => channel.stream.groups()),
  );
  telemetry.gauge(
    { name: 'lag_records', help: 'Records written and not read yet.', labels },
    byStream(({ lag }) => lag()),
  );
  telemetry.gauge(
    { name: 'ring_bytes', help: 'Recent records kept.', labels },
    byStream(({ ringBytes }) => ringBytes()),
  );
}
