import { groupRecord, sampleGroup } from '@millrace/testing';
import { describe, expect, it } from 'vitest';
import { createIdWindow } from './id-window.js';
import { readEntry } from './read-entry.js';

const recordOf = (revision: number, offset: number) => {
  const { topic, value, headers } = groupRecord('groups', { ...sampleGroup('shop', 'order-7'), revision });
  return { topic, partition: 0, offset, timestampMs: 0, key: null, value, headers };
};

describe('an entry of the ring', () => {
  it('is repeated when the same revision of a group came before, and is not when another did', () => {
    const seenBefore = createIdWindow(10);
    const repeated = [recordOf(1, 0), recordOf(2, 1), recordOf(2, 2)].map(
      (record) => readEntry(record, seenBefore)?.isRepeated,
    );
    expect(repeated).toEqual([false, false, true]);
  });

  it('is nothing for bytes that are no document, or of no tenant', () => {
    const seenBefore = createIdWindow(10);
    const record = recordOf(1, 0);
    expect(readEntry({ ...record, value: Buffer.from('x') }, seenBefore)).toBeUndefined();
    expect(readEntry({ ...record, headers: {} }, seenBefore)).toBeUndefined();
  });
});
