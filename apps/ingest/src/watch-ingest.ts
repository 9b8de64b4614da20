import type { Health, Telemetry } from '@millrace/runtime';
import type { IngestParts } from './connect-ingest.js';
import type { RawSource } from './raw/raw-source.js';

/** Says whether ingest can do its work, and shows what is in flight. */
export function watchIngest(
  parts: IngestParts,
  raw: RawSource,
  { health, telemetry }: { readonly health: Health; readonly telemetry: Telemetry },
): void {
  health.addCheck({ name: 'mongodb', check: (signal) => parts.mongo.check(signal) });
  health.addCheck({ name: 'kafka', check: () => missingTopics(parts) });
  health.addCheck({ name: 'raw-ledger', check: async () => brokenLedgers(raw) });
  showInFlight(parts, raw, telemetry);
}

function showInFlight(parts: IngestParts, raw: RawSource, telemetry: Telemetry): void {
  const { budget, httpProducer, rawProducer } = parts;
  telemetry.gauge(
    { name: 'inflight_body_bytes', help: 'Decompressed bytes of request bodies in memory.' },
    () => [{ labels: {}, value: budget.usedBytes() }],
  );
  const unacknowledged = 'Bytes that wait for Kafka to acknowledge them.';
  telemetry.gauge({ name: 'unacknowledged_bytes', help: unacknowledged, labels: ['source'] }, () => [
    { labels: { source: 'http' }, value: httpProducer.bufferedBytes() },
    { labels: { source: 'raw' }, value: rawProducer.bufferedBytes() },
  ]);
  telemetry.gauge(
    { name: 'raw_lag_records', help: 'Raw records not yet settled, of the partitions held here.' },
    () => [{ labels: {}, value: lagOf(raw) }],
  );
}

function lagOf(raw: RawSource): number {
  return raw.partitions().reduce((sum, { end, position }) => sum + Math.max(0, end - position), 0);
}

/** Asks Kafka with every call, so a broker that is away shows as its error. */
async function missingTopics({ admin, topics }: IngestParts): Promise<string | undefined> {
  const existing = new Set(await admin.listTopics());
  const missing = [topics.logs, topics.deadLetters].filter((name) => !existing.has(name));
  return missing.length === 0 ? undefined : `there is no topic ${missing.join(', ')}`;
}

function brokenLedgers(raw: RawSource): string | undefined {
  const broken = raw.partitions().filter(({ state }) => state === 'ledger-broken');
  if (broken.length === 0) return undefined;
  return broken
    .map(({ topic, partition, reason = 'unknown' }) => `${topic}[${partition}]: ${reason}`)
    .join('; ');
}
