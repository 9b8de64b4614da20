import type { OutboundRecord } from '@millrace/pipeline';
import { documentId, encodeLogHeaders, formatTimestamp, indexDayOf } from '@millrace/schemas';

/** What a sample log may differ in. */
export interface SampleLog {
  readonly topic: string;
  readonly tenant: string;
  readonly eventId: string;
  readonly timeMs?: number;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly value?: Buffer;
}

/** Event time of a sample log that names none. */
export const SAMPLE_TIME_MS = Date.UTC(2026, 10, 21, 12, 0, 0);

/** A record of `logs` as ingest writes it, about 401 bytes of value. */
export function sampleLog(log: SampleLog): OutboundRecord {
  const { topic, tenant, eventId, timeMs = SAMPLE_TIME_MS, fields = {} } = log;
  const timestamp = formatTimestamp({ epochMs: timeMs, nanos: 0 });
  const document = {
    '@timestamp': timestamp,
    'event.created': `${timestamp.slice(0, 23)}Z`,
    'event.id': eventId,
    tenant,
    message: `Failed password for invalid user admin from 173.234.31.186 port ${eventId.length + 38_926} ssh2`,
    'log.level': 'info',
    severity: 9,
    'service.name': 'sshd',
    'host.name': 'lab-server-1',
    'correlation.id': `req-${eventId}`,
    'correlation.source': 'request',
    attributes: { pid: '24200', facility: 'auth' },
    ...fields,
  };
  return {
    topic,
    key: `req-${eventId}`,
    value: log.value ?? Buffer.from(JSON.stringify(document)),
    headers: encodeLogHeaders({
      documentId: documentId(tenant, eventId, timeMs),
      tenant,
      indexDay: indexDayOf(timestamp),
      timestamp,
      severity: 9,
      service: 'sshd',
    }),
  };
}
