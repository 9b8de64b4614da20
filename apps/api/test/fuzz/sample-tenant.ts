import { deadLetterRecord, recordEnvelope } from '@millrace/dead-letter';
import type { CanonicalDocument, DeadLetterCode } from '@millrace/schemas';
import { sampleGroup } from '@millrace/testing';
import { canonicalDocument } from '../api-harness.js';
import type { ApiHarness } from '../api-harness.js';

const DAYS = 3;
const LINES = 40;
const LEVELS = [
  ['info', 9],
  ['warn', 13],
  ['error', 17],
] as const;

/** What stands in the things of a tenant. */
export interface TenantMarks {
  /** In all of them. */
  readonly word: string;
  /** Of its dead letters. */
  readonly code: DeadLetterCode;
}

/** Puts something of every kind into a tenant. */
export async function fillTenant(
  api: ApiHarness,
  tenant: string,
  marks: TenantMarks,
): Promise<readonly CanonicalDocument[]> {
  const { word } = marks;
  const documents = Array.from({ length: LINES }, (_, n) => line(tenant, word, n));
  await api.index(documents);
  const services = [`service-${word}`];
  await api.indexGroups(
    [0, 1, 2].map((n) => sampleGroup(tenant, `trace-${word}-${String(n)}`, { services })),
  );
  for (let offset = 0; offset < 3; offset++) await writeLetter(api, { tenant, offset, ...marks });
  return documents;
}

function line(tenant: string, word: string, n: number): CanonicalDocument {
  const [level, severity] = LEVELS[n % LEVELS.length] ?? LEVELS[0];
  const second = String(n % 60).padStart(2, '0');
  return canonicalDocument(tenant, `event-${word}-${String(n)}`, {
    '@timestamp': `2026-11-${String(20 + (n % DAYS))}T12:00:${second}.000000000Z`,
    message: `order ${String(n)} paid by ${word}`,
    'log.level': level,
    severity,
    'service.name': n % 2 === 0 ? `service-${word}` : 'shop',
    'host.name': `host-${word}`,
    'trace.id': `trace-${word}-${String(n % 3)}`,
    'correlation.id': `trace-${word}-${String(n % 3)}`,
    attributes: { user: `user-${word}`, [`attribute-${word}`]: 'yes' },
    numbers: { latency_ms: n * 10 },
  });
}

async function writeLetter(
  api: ApiHarness,
  { tenant, word, code, offset }: TenantMarks & { readonly tenant: string; readonly offset: number },
): Promise<void> {
  const source = {
    topic: 'logs.raw',
    partition: 0,
    offset,
    timestampMs: Date.parse('2026-11-20T12:00:00Z'),
    key: Buffer.from(`key-${word}`),
  };
  const failure = {
    app: 'ingest',
    step: 'parse',
    code,
    reason: `bad at ${word}`,
    tenant,
    redacted: 0,
  } as const;
  const envelope = recordEnvelope(source, failure);
  const value = Buffer.from(`{"${word}": ${String(offset)}`);
  const letter = deadLetterRecord(envelope, { value, headers: { 'content-type': 'application/json' } });
  await api.producer.send([{ ...letter, topic: api.names.deadLetters }]);
}
