import { parseQuery } from '@millrace/filter';
import { expect, it } from 'vitest';
import { createBlockMatches } from '../groups/block-matches.js';
import { createGroupDirectory } from '../groups/group-directory.js';
import { readLog } from '../groups/read-document.js';
import { createRecordRing } from '../ring/record-ring.js';
import { entryBytes } from '../ring/ring-entry.js';
import { flushStream } from './flush-stream.js';
import type { StreamState } from './stream-state.js';

const RING_BYTES = 1_000_000;

it('keeps a bounded number of places and of matches, however often it is flushed', () => {
  const ring = createRecordRing(RING_BYTES, [0]);
  const boundary = { sequence: 0, positions: [0] };
  const state: StreamState = {
    ...{ ring, read: readLog, maxBatchBytes: 1_000, now: () => 0, queue: new Set(), expired: [] },
    groups: createGroupDirectory(() => 1, 10),
    matches: createBlockMatches(ring, readLog),
    ...{ boundary, boundaries: [boundary], bytesSinceKept: 0, unflushedBytes: 0 },
    bytesBetweenKept: RING_BYTES / 64,
  };
  const group = state.groups.groupOf('shop', parseQuery(''));
  if (!group) throw new Error('no group');
  let places = 0;
  let points = 0;
  for (let offset = 0; offset < 20_000; offset++) {
    const entry = { partition: 0, offset, tenant: 'shop', isRepeated: false, value: Buffer.from('{}') };
    ring.append(entry);
    state.unflushedBytes += entryBytes(entry);
    flushStream(state);
    places = Math.max(places, state.boundaries.length);
    points = Math.max(points, group.history.size());
  }
  expect(group.history.total()).toBe(20_000);
  expect([places, points].every((count) => count > 32 && count <= 67)).toBe(true);
});
