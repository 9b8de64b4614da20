import { startServiceControl } from '@millrace/control';
import { startRepeatingJob } from '@millrace/resilience';
import { systemClock } from '@millrace/runtime';
import type { RunningService, ServiceContext } from '@millrace/runtime';
import { buildEngine } from './build-engine.js';
import type { EngineConfig } from './config.js';
import { DEPLOYED_STREAMS } from './engine-streams.js';
import type { EngineStreams } from './engine-streams.js';
import { createLostWatch } from './lanes/lost-watch.js';
import { openServers } from './open-servers.js';
import type { Servers } from './open-servers.js';
import { addReadinessChecks } from './readiness.js';
import { addStateGauges } from './state-gauges.js';
import { stopEngine } from './stop-engine.js';
import { createEngineTelemetry } from './telemetry.js';

/** How often lanes are looked at to which no record came. */
const QUIET_INTERVAL_MS = 250;

/**
 * Starts the engine: topics, the stream of logs, the look at quiet lanes. Resolves once it has joined its group; rejects,
 * with everything closed, when a server does not answer.
 */
export async function startEngine(
  context: ServiceContext<EngineConfig>,
  streams: EngineStreams = DEPLOYED_STREAMS,
): Promise<RunningService> {
  const servers = await openServers(context.config, context.logger);
  try {
    return await startWith(servers, context, streams);
  } catch (error) {
    await servers.close();
    throw error;
  }
}

async function startWith(
  servers: Servers,
  { config, logger, health, telemetry: metrics, signal }: ServiceContext<EngineConfig>,
  streams: EngineStreams,
): Promise<RunningService> {
  const telemetry = createEngineTelemetry(metrics, logger);
  const { logs, correlations, deadLetters } = streams;
  const { consumer, lanes, partitions } = buildEngine({ config, servers, streams, telemetry });
  for (const difference of await servers.recordLog.ensureTopics([logs, correlations, deadLetters]))
    logger.warn('topic-differed', { difference });
  addReadinessChecks(health, { partitions, lanes, servers, logsTopic: logs.name });
  addStateGauges(metrics, { partitions, lanes });
  await consumer.start(signal);
  const lost = createLostWatch(() => systemClock.now());
  const watching = startRepeatingJob({
    async run() {
      lost.look(lanes.lost());
      await lanes.closeQuiet();
    },
    intervalMs: QUIET_INTERVAL_MS,
    clock: systemClock,
    onFailed: (error) => telemetry.events['tick-failed']({}, { fields: { error } }),
  });
  const control =
    streams.control &&
    startServiceControl({
      ...{
        service: 'correlation-engine',
        topics: streams.control,
        connection: servers.kafka,
        health,
        logger,
      },
      ...{ ensureTopics: servers.recordLog.ensureTopics, registry: servers.instances, consumers: [consumer] },
    });
  return {
    closed: Promise.race([consumer.closed, lost.tooLong]),
    stop: (deadlineMs) => stopEngine({ watching, control, consumer, lanes, servers }, deadlineMs),
  };
}
