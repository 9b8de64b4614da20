/**
 * What the form of `_id` costs Elasticsearch: time-first base64url of 16 bytes, as documents get it, beside a hex
 * SHA-256, turn by turn with the same small documents: stored bytes after a merge, and CPU of the server, a document.
 *
 * A busy server spoils the CPU figure.
 */
import { createHash } from 'node:crypto';
import { createBulkTransport } from '@millrace/elasticsearch';
import { documentId, logsIndexOf } from '@millrace/schemas';
import { scenarioOptions } from '@millrace/testing';
import { createTestPlace } from '../test/running-indexer.js';
import { serverCpuMs } from './server-cpu.js';

const DOCS_A_BODY = 20_000;
const START_MS = Date.UTC(2026, 10, 21);
const { docs } = scenarioOptions({
  file: import.meta.filename,
  servers: ['KAFKA_BROKERS', 'ELASTICSEARCH_URL', 'MONGODB_URL'],
  options: { docs: { about: 'documents a form', fallback: 1_000_000 } },
});

type IdForm = (eventId: string, at: number) => string;
const FORMS: Readonly<Record<string, IdForm>> = {
  'time first, base64url': (eventId, at) => documentId('bench', eventId, START_MS + at),
  'SHA-256, hex': (eventId) => createHash('sha256').update(eventId).digest('hex'),
};

async function measure(form: IdForm) {
  const place = await createTestPlace(1);
  try {
    const signal = AbortSignal.timeout(3_600_000);
    const index = logsIndexOf(place.tenant, '2026.11.21');
    await place.indexAdmin.ensureTemplates({ shards: 1, replicas: 0, refreshInterval: '1000ms' }, signal);
    await place.indexAdmin.create(index, [], signal);
    const transport = createBulkTransport(place.client);
    const cpuMs = await serverCpuMs(place.client);
    for (let from = 0; from < docs; from += DOCS_A_BODY) {
      const count = Math.min(DOCS_A_BODY, docs - from);
      const lines = Array.from({ length: count }, (_, at) => {
        const action = { create: { _index: index, _id: form(`${place.id}-${from + at}`, from + at) } };
        return `${JSON.stringify(action)}\n{"severity":${(from + at) % 24}}\n`;
      });
      const reply = await transport.send(Buffer.from(lines.join('')), count, signal);
      if (reply.kind !== 'items') throw new Error(`a body was refused: ${reply.kind}`);
    }
    await place.client.indices.forcemerge({ index, max_num_segments: 1 }, { requestTimeout: 600_000 });
    const spentMs = (await serverCpuMs(place.client)) - cpuMs;
    await place.client.indices.flush({ index });
    const stats = await place.client.indices.stats({ index, metric: 'store' });
    const bytes = stats._all.primaries?.store?.size_in_bytes ?? Number.NaN;
    return { bytesEach: bytes / docs, microsEach: (spentMs * 1000) / docs };
  } finally {
    await place.close();
  }
}

process.stdout.write(
  `${docs} documents of one field each\n\n| _id | stored bytes | Elasticsearch CPU µs |\n|---|---|---|\n`,
);
for (const [name, form] of Object.entries(FORMS)) {
  const { bytesEach, microsEach } = await measure(form);
  process.stdout.write(`| ${name} | ${bytesEach.toFixed(1)} | ${microsEach.toFixed(1)} |\n`);
}
process.exit(0);
