import { describe, expect, it } from 'vitest';
import { sampleOrigin } from '../../test/sample-origin.js';
import { otlpLogsOfRequest } from './otlp-logs-of-request.js';

/** A request of so many logs, each `from`, with so many bytes more. */
function bodyOf(count: number, from: string, more: number): Buffer {
  const log = { body: { stringValue: from }, severityText: 'x'.repeat(more) };
  const logRecords = Array.from({ length: count }, () => log);
  return Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
}

/** The messages of a request whose bytes were others when it was taken: those of then were kept decoded. */
function messagesAfterChange(count: number, more = 0): Set<unknown> {
  const body = bodyOf(count, 'then', more);
  const logs = otlpLogsOfRequest(body, 'json', sampleOrigin);
  bodyOf(count, 'late', more).copy(body);
  return new Set(
    [...logs].map(({ decoded }) => {
      const parsed = decoded?.parse();
      return parsed?.ok && parsed.log.message;
    }),
  );
}

describe('the logs of an OTLP request', () => {
  it('are decoded once when they are few, or not much larger decoded', () => {
    expect(messagesAfterChange(1_000)).toEqual(new Set(['then']));
    expect(messagesAfterChange(2_000, 200)).toEqual(new Set(['then']));
  });

  it('are not kept decoded when they are many: a small body can hold a hundred thousand', () => {
    expect(messagesAfterChange(2_000)).toEqual(new Set(['late']));
  });
});
