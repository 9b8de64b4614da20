import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECORD_OVERHEAD_BYTES, createLane } from './lane.js';
import type { SourceRecord } from './source-record.js';

function recordAt(offset: number, bytes: number): SourceRecord {
  return {
    topic: 'logs',
    partition: 0,
    offset,
    timestampMs: 0,
    key: null,
    value: Buffer.alloc(bytes),
    headers: {},
  };
}

describe('lane', () => {
  it('never holds more than its bound and one record, and gives back what it took in order', () => {
    const commands = fc.array(fc.oneof(fc.record({ bytes: fc.nat(2_000) }), fc.constant('shift' as const)), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(commands, fc.integer({ min: 1, max: 20_000 }), (list, maxBytes) => {
        const lane = createLane(maxBytes);
        const model: SourceRecord[] = [];
        let offset = 0;
        for (const command of list) {
          if (command === 'shift') {
            expect(lane.shift(Infinity)).toBe(model.shift());
          } else {
            const record = recordAt((offset += 1), command.bytes);
            const room = lane.bytes() < maxBytes;
            expect(lane.offer(record)).toBe(room);
            if (room) model.push(record);
          }
          expect(lane.records()).toBe(model.length);
          const payload = model.reduce((sum, record) => sum + (record.value?.length ?? 0), 0);
          expect(lane.payloadBytes()).toBe(payload);
          expect(lane.bytes()).toBe(payload + model.length * RECORD_OVERHEAD_BYTES);
          expect(lane.bytes()).toBeLessThan(maxBytes + RECORD_OVERHEAD_BYTES + 2_001);
          expect(lane.isFull()).toBe(lane.bytes() >= maxBytes);
        }
      }),
    );
  });

  it('leaves a record that brings more than there is room for', () => {
    const lane = createLane(10_000);
    lane.offer(recordAt(1, 100));
    expect(lane.shift(99)).toBeUndefined();
    expect(lane.shift(100)?.offset).toBe(1);
  });

  it('forgets records from an offset on', () => {
    const lane = createLane(100_000);
    for (let offset = 0; offset < 10; offset += 1) lane.offer(recordAt(offset, 10));
    lane.shift(Infinity);
    lane.dropFrom(4);
    expect(lane.records()).toBe(3);
    expect(lane.payloadBytes()).toBe(30);
    lane.dropFrom();
    expect(lane.bytes()).toBe(0);
  });
});
