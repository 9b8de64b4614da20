import { parseQuery } from '@millrace/filter';
import { expect, it } from 'vitest';
import { createRecordRing } from '../ring/record-ring.js';
import { createBlockMatches } from './block-matches.js';
import { createGroupDirectory } from './group-directory.js';
import { readLog } from './read-document.js';
import type { Reader } from './reader.js';

const RECORDS = 300;

it('forgets groups that caught up while another stays behind', () => {
  const ring = createRecordRing(1_000_000, [0]);
  for (let offset = 0; offset < RECORDS; offset++) {
    const value = Buffer.from(JSON.stringify({ message: `line ${offset}` }));
    ring.append({ partition: 0, offset, tenant: 'shop', isRepeated: false, value });
  }
  const matches = createBlockMatches(ring, readLog);
  let last = 0;
  const groups = createGroupDirectory(() => ++last, 10_000);
  const catchingUp = (query: string) => {
    const group = groups.groupOf('shop', parseQuery(query));
    if (!group) throw new Error('too many groups');
    group.behind.add({} as Reader);
    const { sequences } = matches.find(group, { from: 0, to: RECORDS });
    return { group, sequences };
  };
  catchingUp('line');
  for (let turn = 0; turn < 500; turn++) {
    const { group, sequences } = catchingUp(`${turn % RECORDS} line NOT word${turn}`);
    expect(sequences.length).toBeLessThanOrEqual(1);
    group.behind.clear();
  }
  expect(matches.groups()).toBeLessThanOrEqual(2);
});
