import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllCreated, parseBulkReply } from './bulk-reply.js';

const created = { create: { status: 201 } };
const reply = (items: readonly unknown[], errors = false) => Buffer.from(JSON.stringify({ errors, items }));

describe('parseBulkReply', () => {
  test('a reply of created documents is recognised without a parse, whatever its length', () => {
    for (const count of [1, 2, 4095, 4096, 4097, 10_000]) {
      const bytes = reply(Array.from({ length: count }, () => created));
      expect(isAllCreated(bytes, count)).toBe(true);
      expect(parseBulkReply(bytes, count)).toEqual(Array.from({ length: count }, () => ({ status: 201 })));
    }
  });

  test('one byte that differs anywhere is no reply of created documents', () => {
    const bytes = reply(Array.from({ length: 5000 }, () => created));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (at) => {
        const changed = Buffer.from(bytes);
        changed[at] = changed[at]! ^ 1;
        expect(isAllCreated(changed, 5000)).toBe(false);
      }),
    );
  });

  test('each item keeps what tells its outcome, in order', () => {
    const items = [
      created,
      { create: { status: 409, error: { type: 'version_conflict_engine_exception', reason: 'there' } } },
      { create: { status: 201, failure_store: 'used' } },
      { create: { status: 503, error: {} } },
    ];
    expect(parseBulkReply(reply(items, true), 4)).toEqual([
      { status: 201 },
      { status: 409, errorType: 'version_conflict_engine_exception', errorReason: 'there' },
      { status: 201, failureStore: 'used' },
      { status: 503 },
    ]);
  });

  test('the compared and the parsed way agree', () => {
    const item = fc.constantFrom(created, { create: { status: 429 } }, { create: { status: 200 } });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), (items) => {
        const expected = items.map(({ create }) => ({ status: create.status }));
        expect(parseBulkReply(reply(items), items.length)).toEqual(expected);
      }),
    );
  });

  test.each([
    ['fewer items than actions', reply([created]), 2],
    ['more items than actions', reply([created, created]), 1],
    ['a reply cut short', reply([created, created]).subarray(0, 40), 2],
    ['something that is no reply', Buffer.from('<html>busy</html>'), 1],
    ['JSON null', Buffer.from('null'), 1],
    ['an item without a status', reply([{ create: {} }]), 1],
    ['an item that is no object', reply([7]), 1],
    ['nothing', Buffer.alloc(0), 1],
  ])('%s says nothing about any document', (_case, bytes, count) => {
    expect(parseBulkReply(bytes, count)).toBeUndefined();
  });
});
