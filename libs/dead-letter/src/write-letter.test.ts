import { expect, test } from 'vitest';
import { createWriteLetter } from './write-letter.js';

test('a record keeps its trace context when it becomes a dead letter', () => {
  const redactor = { text: (value: string) => value, bytes: (bytes: Buffer) => ({ bytes, redacted: 0 }) };
  const writeLetter = createWriteLetter({ app: 'indexer', topic: 'dead-letters', redactor });
  const headers = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, tracestate: 'a=1' };
  const value = Buffer.from('{}');
  const record = { topic: 'logs', partition: 0, offset: 4, timestampMs: 0, key: null, value, headers };
  const letter = writeLetter({ record, step: 'bulk', code: 'mapping', reason: 'no' });
  expect(letter.headers).toMatchObject(headers);
});
