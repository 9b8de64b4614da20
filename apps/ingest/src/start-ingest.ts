import { CONTROL_TOPICS, startServiceControl } from '@millrace/control';
import type { ControlPlane, ControlTopicDeclarations } from '@millrace/control';
import { startHttp } from '@millrace/http';
import type { HttpServer } from '@millrace/http';
import { listenSettings } from '@millrace/runtime';
import type { RunningService, ServiceContext } from '@millrace/runtime';
import { CONSUMER_GROUPS } from '@millrace/schemas';
import type { IngestConfig } from './config.js';
import { connectIngest } from './connect-ingest.js';
import type { IngestParts } from './connect-ingest.js';
import { ingestModule } from './ingest.module.js';
import { INGEST_TOPICS } from './ingest-topics.js';
import type { IngestTopics } from './ingest-topics.js';
import type { RawSource } from './raw/raw-source.js';
import { readRawTopics } from './read-raw-topics.js';
import { createIngestEvents } from './telemetry.js';
import { watchIngest } from './watch-ingest.js';

/** Names that another installation on the same cluster, or a test, has of its own. */
export interface IngestNames {
  readonly topics: IngestTopics;
  readonly groupId: string;
  /** Where operators reach it; absent: they do not. */
  readonly control?: ControlTopicDeclarations;
}

const NAMES: IngestNames = {
  topics: INGEST_TOPICS,
  groupId: CONSUMER_GROUPS.ingestRaw.groupId,
  control: CONTROL_TOPICS,
};

/** Ingest as it runs. */
export interface RunningIngest extends RunningService {
  readonly port: number;
}

/**
 * Starts ingest: servers, topics, raw topics, then the port. A stop takes no new requests (503), finishes those in
 * flight, drains and commits raw records, flushes the producers and leaves.
 */
export async function startIngest(
  context: ServiceContext<IngestConfig>,
  names: IngestNames = NAMES,
): Promise<RunningIngest> {
  const { config, logger, telemetry, health } = context;
  const parts = await connectIngest(config, names.topics, createIngestEvents({ telemetry, logger }));
  const raw = readRawTopics(parts, names.groupId);
  watchIngest(parts, raw, { health, telemetry });
  const http = await startHttp({
    module: ingestModule(parts),
    listen: listenSettings(config, config.MILLRACE_INGEST_PORT),
    health,
    telemetry,
    logger,
    handlerTimeoutMs: config.MILLRACE_HTTP_REQUEST_TIMEOUT_MS + config.MILLRACE_INGEST_ACK_TIMEOUT_MS,
  }).catch(async (error: unknown) => {
    await raw.stop(0);
    await parts.close(0);
    throw error;
  });
  const control =
    names.control &&
    startServiceControl({
      ...{ service: 'ingest', topics: names.control, connection: parts.kafka, health, logger },
      ...{ ensureTopics: parts.admin.ensureTopics, registry: parts.instances, consumers: [raw] },
    });
  return {
    port: http.port,
    closed: raw.closed,
    stop: (deadlineMs) => stopAll({ http, raw, parts, control }, deadlineMs),
  };
}

interface IngestInPieces {
  readonly http: HttpServer;
  readonly raw: RawSource;
  readonly parts: IngestParts;
  readonly control: ControlPlane | undefined;
}

/** Half of the time is for what is in flight, what then is left for the records it made. */
async function stopAll({ http, raw, parts, control }: IngestInPieces, deadlineMs: number): Promise<void> {
  const endsAt = Date.now() + deadlineMs;
  await Promise.all([control?.stop(), http.stop(deadlineMs / 2), raw.stop(deadlineMs / 2)]);
  await parts.close(Math.max(0, endsAt - Date.now()));
}
