import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEAD_LETTER_CODES, DEAD_LETTER_HEADER, TOPICS } from '@millrace/schemas';
import type { DeadLetterEnvelope } from '@millrace/schemas';
import type { OutboundRecord, RecordHeaders } from '@millrace/pipeline';
import { boundedReason } from './bounded-reason.js';
import { deadLetterFingerprint } from './dead-letter-fingerprint.js';
import { deadLetterRecord, LETTER_BOUNDS } from './dead-letter-record.js';
import { decodeDeadLetter } from './decode-dead-letter.js';
import { recordEnvelope } from './record-envelope.js';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
const count = fc.nat();
const envelopes: fc.Arbitrary<DeadLetterEnvelope> = fc
  .record(
    {
      topic: fc.stringMatching(/^[A-Za-z0-9._-]{1,40}$/),
      partition: fc.integer({ min: -1, max: 5_000 }),
      offset: fc.integer({ min: -1, max: 2 ** 50 }),
      part: count,
      timestampMs: fc.integer({ min: 0, max: 2 ** 45 }),
      key: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
      tenant: fc.stringMatching(/^[a-z0-9_]{1,40}$/),
      app: name,
      step: name,
      code: fc.constantFrom(...DEAD_LETTER_CODES),
      reason: fc.string({ unit: 'binary', maxLength: 2_000 }).map(boundedReason),
      attempts: count,
      replays: count,
      firstSeenMs: count,
      redacted: count,
      cutFromBytes: count,
    },
    {
      requiredKeys: [
        'topic',
        'partition',
        'offset',
        'timestampMs',
        'app',
        'step',
        'code',
        'reason',
        'attempts',
        'replays',
        'firstSeenMs',
        'redacted',
      ],
    },
  )
  .map(
    (fields) =>
      ({
        ...fields,
        fingerprint: deadLetterFingerprint(fields.code, fields.reason),
      }) satisfies DeadLetterEnvelope,
  );

const originals = fc.record({
  value: fc.option(fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes))),
  headers: fc.dictionary(
    fc.string().filter((header) => !header.toLowerCase().startsWith('x-dl-')),
    fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  ),
});

/** Headers as a broker hands them back: bytes. */
function delivered(record: OutboundRecord) {
  const headers = Object.fromEntries(
    Object.entries(record.headers).map(([header, value]) => [
      header,
      typeof value === 'string' ? Buffer.from(value) : value,
    ]),
  ) as RecordHeaders;
  return { value: record.value, headers };
}

const sample = recordEnvelope(
  { topic: 'logs.raw', partition: 3, offset: 1_204, timestampMs: 1_700_000_000_000, key: Buffer.from('k') },
  {
    app: 'ingest',
    step: 'parse-record',
    code: 'invalid-json',
    reason: 'unexpected end',
    tenant: 'shop',
    part: 2,
    redacted: 1,
  },
);

describe('deadLetterRecord', () => {
  it('is read back by decodeDeadLetter as it was written', () => {
    fc.assert(
      fc.property(envelopes, originals, (envelope, original) => {
        const decoded = decodeDeadLetter(delivered(deadLetterRecord(envelope, original)));
        if ('bad' in decoded) throw new Error(`${decoded.bad}: ${decoded.given}`);
        expect(decoded.letter.envelope).toEqual(envelope);
        expect(decoded.letter.value).toEqual(original.value);
        expect(Object.entries(decoded.letter.headers)).toEqual(Object.entries(original.headers));
      }),
    );
  });

  it('names the first envelope header that is missing', () => {
    const record = delivered(deadLetterRecord(sample, { value: null, headers: {} }));
    const optional: string[] = [
      DEAD_LETTER_HEADER.part,
      DEAD_LETTER_HEADER.key,
      DEAD_LETTER_HEADER.tenant,
      DEAD_LETTER_HEADER.cutFrom,
    ];
    for (const header of Object.values(DEAD_LETTER_HEADER).filter((each) => !optional.includes(each))) {
      const headers = { ...record.headers, [header]: undefined };
      expect(decodeDeadLetter({ ...record, headers })).toEqual({ bad: header, given: undefined });
    }
  });

  it.each([
    [DEAD_LETTER_HEADER.version, '2'],
    [DEAD_LETTER_HEADER.version, '0'],
    [DEAD_LETTER_HEADER.topic, 'a topic'],
    [DEAD_LETTER_HEADER.partition, '-2'],
    [DEAD_LETTER_HEADER.offset, '1e3'],
    [DEAD_LETTER_HEADER.part, '-1'],
    [DEAD_LETTER_HEADER.key, 'not base64'],
    [DEAD_LETTER_HEADER.tenant, 'A-B'],
    [DEAD_LETTER_HEADER.code, 'because'],
    [DEAD_LETTER_HEADER.reason, 'two\nlines'],
    [DEAD_LETTER_HEADER.fingerprint, 'x'],
    [DEAD_LETTER_HEADER.redacted, '01'],
  ])('refuses %s: %s', (header, given) => {
    const record = delivered(deadLetterRecord(sample, { value: null, headers: {} }));
    const headers = { ...record.headers, [header]: Buffer.from(given) };
    expect(decodeDeadLetter({ ...record, headers })).toEqual({ bad: header, given });
  });

  it('leaves out original headers that pretend to be an envelope', () => {
    const record = deadLetterRecord(sample, {
      value: null,
      headers: { 'x-dl-tenant': 'other', 'X-DL-Part': '9', kept: 'yes' },
    });
    expect(record.headers).toMatchObject({ 'x-dl-tenant': 'shop', kept: 'yes' });
    expect(record.headers).not.toHaveProperty('X-DL-Part');
  });

  it('stays within what a broker takes by default, and says how long a cut value was', () => {
    const value = Buffer.alloc(LETTER_BOUNDS.valueBytes + 1, 'a');
    const headers = { big: Buffer.alloc(LETTER_BOUNDS.headerBytes), small: 'kept' };
    const { part: _part, ...whole } = sample;
    const record = deadLetterRecord(whole, { value, headers });
    expect(record.value?.length).toBe(LETTER_BOUNDS.valueBytes);
    expect(record.headers).toMatchObject({ 'x-dl-cut-from': String(value.length), small: 'kept' });
    expect(record.headers).not.toHaveProperty('big');
  });

  it('carries few headers when it is for one log of many, since every other letter repeats them', () => {
    const headers = { big: Buffer.alloc(LETTER_BOUNDS.partHeaderBytes), small: 'kept' };
    const { part: _part, ...whole } = sample;
    expect(deadLetterRecord({ ...whole, part: 2 }, { value: null, headers }).headers).not.toHaveProperty(
      'big',
    );
    expect(deadLetterRecord(whole, { value: null, headers }).headers).toHaveProperty('big');
  });

  it('leaves out a key that would not fit', () => {
    const key = Buffer.alloc(LETTER_BOUNDS.keyBytes + 1);
    expect(recordEnvelope({ ...sample, key }, sample)).not.toHaveProperty('key');
  });

  it('goes to the dead-letter topic, keyed by where the log came from', () => {
    const record = deadLetterRecord(sample, { value: null, headers: {} });
    expect(record).toMatchObject({ topic: TOPICS.deadLetters.name, key: 'logs.raw/3/1204/2' });
  });

  it('is equal for a second delivery of the same record', () => {
    const write = () => deadLetterRecord(sample, { value: Buffer.from('x'), headers: {} });
    expect(write()).toEqual(write());
  });
});
