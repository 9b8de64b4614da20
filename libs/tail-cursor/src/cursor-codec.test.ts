import { randomBytes } from 'node:crypto';
import { clientMessageSchema } from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCursorCodec, MAX_PARTITIONS } from './cursor-codec.js';
import type { SigningKey } from './key-ring.js';

const OLD: SigningKey = { id: 'old', secret: randomBytes(32) };
const NEW: SigningKey = { id: 'new', secret: randomBytes(32) };
const SCOPE = { tenant: 'shop', stream: 'logs', topicId: 'a', filter: 'all' };

function codecWith(...known: SigningKey[]) {
  return createCursorCodec({
    current: () => known[0]!,
    find: (id) => known.find((key) => key.id === id),
  });
}

const positions = fc.array(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), {
  minLength: 1,
  maxLength: 64,
});

describe('a cursor', () => {
  it('gives back the positions it was made of, on every node that knows the key', () => {
    fc.assert(
      fc.property(positions, (given) => {
        const cursor = codecWith(OLD).seal(SCOPE, given);
        expect(codecWith(NEW, OLD).open(cursor, SCOPE)).toEqual({ ok: true, positions: given });
      }),
    );
  });

  it('is refused once its key is gone, and when any character is changed', () => {
    const cursor = codecWith(OLD).seal(SCOPE, [1, 2, 3]);
    expect(codecWith(NEW).open(cursor, SCOPE)).toEqual({ ok: false, fault: 'invalid' });
    for (let at = 0; at < cursor.length; at++) {
      const changed = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1);
      expect(codecWith(OLD).open(changed, SCOPE).ok).toBe(false);
    }
  });

  it('is told apart from one of another filter, tenant, stream or topic', () => {
    const codec = codecWith(OLD);
    const cursor = codec.seal(SCOPE, [1]);
    for (const other of [{ filter: 'x' }, { tenant: 'x' }, { stream: 'x' }])
      expect(codec.open(cursor, { ...SCOPE, ...other })).toEqual({ ok: false, fault: 'other-filter' });
    expect(codec.open(cursor, { ...SCOPE, topicId: 'b' })).toEqual({ ok: false, fault: 'other-topic' });
  });

  it('of no filter is good with every filter of its tenant, stream and topic, and with no other', () => {
    const codec = codecWith(OLD);
    const { filter: _, ...anyFilter } = SCOPE;
    const cursor = codec.seal(anyFilter, [7]);
    for (const filter of ['all', 'x', ''])
      expect(codec.open(cursor, { ...SCOPE, filter })).toEqual({ ok: true, positions: [7] });
    for (const other of [{ tenant: 'x' }, { stream: 'x' }])
      expect(codec.open(cursor, { ...SCOPE, ...other })).toEqual({ ok: false, fault: 'other-filter' });
    expect(codec.open(cursor, { ...SCOPE, topicId: 'b' })).toEqual({ ok: false, fault: 'other-topic' });
    const ofAFilter = codec.seal(SCOPE, [7]);
    expect(codec.open(ofAFilter, anyFilter)).toEqual({ ok: false, fault: 'other-filter' });
  });

  it('of as many partitions as a topic may have is one that a client may send, however far the offsets have come', () => {
    const given = Array.from({ length: MAX_PARTITIONS }, () => Number.MAX_SAFE_INTEGER);
    const cursor = codecWith(OLD).seal(SCOPE, given);
    const subscribe = { type: 'subscribe', id: 'a', from: { cursor } };
    expect(clientMessageSchema.safeParse(subscribe).success).toBe(true);
    expect(codecWith(OLD).open(cursor, SCOPE)).toEqual({ ok: true, positions: given });
  });

  it('is never opened from what somebody else wrote', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (given) => {
        expect(codecWith(OLD).open(given, SCOPE)).toEqual({ ok: false, fault: 'invalid' });
      }),
    );
  });
});
