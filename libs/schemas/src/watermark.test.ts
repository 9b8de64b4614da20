import { expect, test } from 'vitest';
import { decodeWatermark, encodeWatermark } from './watermark.js';
import type { Watermark } from './watermark.js';

const MARK: Watermark = { v: 1, topicId: 'a', offset: 2 ** 40, parked: ['millrace-logs-shop-2026.11.21'] };
const record = (key: string | null, value: string | null) => ({
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
});

test('a watermark is read as it was written, also of a topic with a slash or dots in its name', () => {
  for (const topic of ['logs', 'logs.parked', 'a/b']) {
    const { key, value } = encodeWatermark({ topic, partition: 11 }, { ...MARK, appendedMs: 5 });
    const read = decodeWatermark({ key: Buffer.from(key), value });
    expect(read).toEqual({ topic, partition: 11, watermark: { ...MARK, appendedMs: 5 } });
  }
});

test('what is no watermark is passed over', () => {
  const value = JSON.stringify(MARK);
  const wrong = [
    record(null, value),
    record('logs', value),
    record('logs/x', value),
    record('logs/1', null),
    record('logs/1', '{'),
    record('logs/1', JSON.stringify({ ...MARK, v: 2 })),
    record('logs/1', JSON.stringify({ ...MARK, offset: -1 })),
  ];
  expect(wrong.map(decodeWatermark)).toEqual(wrong.map(() => undefined));
});
