import { describe, expect, it } from 'vitest';
import { HTTP_ORIGIN, letterIdentity } from './letter-identity.js';
import { recordEnvelope } from './record-envelope.js';
import type { LetterSource } from './record-envelope.js';

const failure = {
  app: 'ingest',
  step: 'parse-record',
  code: 'invalid-json',
  reason: 'bad',
  redacted: 0,
} as const;
const record: LetterSource = {
  topic: 'logs',
  partition: 1,
  offset: 7,
  timestampMs: 5,
  key: Buffer.from('svc'),
};
const request = (id: string): LetterSource => ({
  topic: HTTP_ORIGIN,
  partition: -1,
  offset: -1,
  timestampMs: 5,
  key: Buffer.from(id),
});

describe('letterIdentity', () => {
  it('is the position, the part and the app', () => {
    expect(letterIdentity(recordEnvelope(record, failure))).toBe('logs/1/7/-/ingest');
    expect(letterIdentity(recordEnvelope(record, { ...failure, part: 0 }))).toBe('logs/1/7/0/ingest');
    expect(letterIdentity(recordEnvelope(record, { ...failure, app: 'indexer' }))).toBe('logs/1/7/-/indexer');
  });

  it('does not depend on why it failed or when it was seen', () => {
    const again = recordEnvelope({ ...record, timestampMs: 9 }, { ...failure, reason: 'worse', attempts: 3 });
    expect(letterIdentity(again)).toBe(letterIdentity(recordEnvelope(record, failure)));
  });

  it('of a line from HTTP is its id, whichever place it had in the request', () => {
    const first = letterIdentity(recordEnvelope(request('a'), { ...failure, part: 4 }));
    expect(letterIdentity(recordEnvelope(request('a'), { ...failure, part: 0 }))).toBe(first);
    expect(letterIdentity(recordEnvelope(request('b'), { ...failure, part: 4 }))).not.toBe(first);
  });
});
