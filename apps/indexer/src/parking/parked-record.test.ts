import { PARKED_HEADER } from '@millrace/schemas';
import { expect, test } from 'vitest';
import { parkedRecord } from './parked-record.js';

test('a record keeps its trace context when it is parked, and says what it was', () => {
  const headers = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, tracestate: 'a=1' };
  const record = { topic: 'logs', partition: 0, offset: 4, timestampMs: 0, key: null, value: null, headers };
  const parked = parkedRecord(record, { topic: 'logs.parked', family: 'logs' });
  expect(parked.headers).toEqual({ ...headers, [PARKED_HEADER]: 'logs' });
});
