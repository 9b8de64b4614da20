import { describe, expect, it } from 'vitest';
import {
  createBodyIds,
  createIdempotentIds,
  pseudonymOf,
  rawRecordEventId,
  shipEntryId,
} from './event-ids.js';

const SECRET = Buffer.alloc(32, 1);
const line = (text: string) => Buffer.from(text);

describe('event ids', () => {
  it('of a raw topic are the place, and fit the bound for the longest topic', () => {
    expect(rawRecordEventId('logs.raw', 3, 1204, 0)).toBe('logs.raw/3/1204/0');
    const longest = rawRecordEventId(`logs.raw.${'t'.repeat(40)}`, 9999, Number.MAX_SAFE_INTEGER, 99_999);
    expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(128);
  });

  it('under one Idempotency-Key are equal for a retry of any part, and tell equal lines apart', () => {
    const whole = createIdempotentIds(SECRET, 'k');
    const first = ['ping', 'ping', 'a', 'b'].map((text) => whole(line(text)));
    expect(new Set(first).size).toBe(4);
    const retry = createIdempotentIds(SECRET, 'k');
    expect(['ping', 'b'].map((text) => retry(line(text)))).toEqual([first[0], first[3]]);
  });

  it('differ by key, tenant and bytes', () => {
    const id = createIdempotentIds(SECRET, 'k')(line('x'));
    expect(createIdempotentIds(SECRET, 'l')(line('x'))).not.toBe(id);
    expect(createIdempotentIds(Buffer.alloc(32, 2), 'k')(line('x'))).not.toBe(id);
    expect(createIdempotentIds(SECRET, 'kx')(line(''))).not.toBe(createIdempotentIds(SECRET, 'k')(line('x')));
  });

  it('of a body without key are equal for an equal body and differ by index', () => {
    const ids = createBodyIds(SECRET, line('a\nb'));
    expect(ids(0)).toBe(createBodyIds(SECRET, line('a\nb'))(0));
    expect(ids(0)).not.toBe(ids(1));
    expect(ids(0)).not.toBe(createBodyIds(SECRET, line('a\nc'))(0));
  });

  it('of ship never change: an appended file meets the ids it had', () => {
    expect(shipEntryId(line('first'), 0, line('first'))).toBe('ship.rqQP-4n4RxOkHgZxCAdVOt');
    expect(shipEntryId(line('first'), 6, line('x'))).not.toBe(shipEntryId(line('first'), 7, line('x')));
    expect(shipEntryId(line('other'), 6, line('x'))).not.toBe(shipEntryId(line('first'), 6, line('x')));
  });

  it('stand for a secret correlation id without telling it', () => {
    const pseudonym = pseudonymOf(SECRET, 's3cr3t');
    expect(pseudonym).toBe(pseudonymOf(SECRET, 's3cr3t'));
    expect(pseudonym).not.toContain('s3cr3t');
    expect(pseudonym).not.toBe(pseudonymOf(Buffer.alloc(32, 2), 's3cr3t'));
  });
});
