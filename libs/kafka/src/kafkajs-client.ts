import kafkajs from 'kafkajs';
import type { KafkaConfig, LogEntry, SASLOptions } from 'kafkajs';
import { fixCoordinatorLookup } from './fix-coordinator-lookup.js';
import { fixRecordHeaders } from './fix-record-headers.js';
import { fixRequestQueueTimer } from './fix-request-queue-timer.js';
import type { KafkaLog, KafkaSettings } from './kafka-settings.js';
import { kafkajsLevel } from './kafkajs-level.js';
import { RECORD_CODECS } from './record-codecs.js';

const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs;

// On import, so that they also hold for clients that tests and tools make by themselves.
fixRequestQueueTimer();
fixRecordHeaders();
fixCoordinatorLookup();

/** Waits for a TCP and TLS handshake, ms; kafkajs' own second is too short for a broker that is just starting. */
const CONNECTION_TIMEOUT_MS = 5_000;
/** Waits for one answer, ms. */
const REQUEST_TIMEOUT_MS = 15_000;

/** A kafkajs client for some settings, with all codecs registered and its log going to the settings' function. */
export function createKafkajsClient(
  settings: KafkaSettings,
  overrides: Pick<KafkaConfig, 'retry' | 'socketFactory'> = {},
): kafkajs.Kafka {
  registerCodecs();
  const config: KafkaConfig = {
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    logLevel: settings.log ? logLevel.INFO : logLevel.NOTHING,
    logCreator: () => kafkajsLogger(settings.log),
    ...overrides,
    ...(settings.tls ? { ssl: { ...settings.tls } } : {}),
    ...(settings.sasl ? { sasl: { ...settings.sasl } as SASLOptions } : {}),
  };
  return new Kafka(config);
}

/** kafkajs keeps codecs in one table for the whole process; one record in an unknown codec would wedge its partition. */
function registerCodecs(): void {
  for (const [name, codec] of Object.entries(RECORD_CODECS)) {
    CompressionCodecs[KAFKAJS_COMPRESSION[name as keyof typeof RECORD_CODECS]] = () => ({
      compress: (encoder: { buffer: Buffer }) => codec.compress(encoder.buffer),
      decompress: (bytes: Buffer) => codec.decompress(bytes),
    });
  }
}

/** kafkajs' numbers for the codecs. */
export const KAFKAJS_COMPRESSION = Object.freeze({
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
});

/** Said on every start of a producer that replaces itself after a failure, which makes limited retries safe. */
const MOOT = 'Limiting retries for the idempotent producer may invalidate EoS guarantees';

function kafkajsLogger(log: KafkaLog | undefined): (entry: LogEntry) => void {
  return ({ namespace, level, log: entry }) => {
    if (!log || entry.message === MOOT) return;
    const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...fields } = entry;
    log(kafkajsLevel(level, namespace, message), 'kafkajs_reported', { namespace, message, ...fields });
  };
}
