import { describe, expect, it } from 'vitest';
import type { ServerMessage } from '@millrace/schemas';
import { createTailFollower } from './tail-follower.js';

const REQUEST = { filter: 'red', stream: 'logs', policy: 'latest' } as const;
const row = (offset: number) => ({ partition: 0, offset, document: { message: `red ${offset}` } });
const batch = (cursor: string, offsets: readonly number[]): ServerMessage => ({
  type: 'batch',
  group: 1,
  cursor,
  rows: offsets.map(row),
});
const subscribed: ServerMessage = {
  ...{ type: 'subscribed', id: 'tail', group: 1, stream: 'logs', policy: 'latest' },
  ...{ subscribers: 1, cursor: 'c0' },
};
const ledger = (more: Partial<Extract<ServerMessage, { type: 'ledger' }>>): ServerMessage => ({
  ...{ type: 'ledger', id: 'tail', matched: 0, delivered: 0, queued: 0, dropped: [], cursor: 'c9' },
  ...more,
});
const notes = (steps: ReturnType<ReturnType<typeof createTailFollower>['take']>) =>
  steps.flatMap((step) => (step.kind === 'note' ? [step.text] : []));

describe('following a tail over its connections', () => {
  it('begins now, and on the next connection behind the last row', () => {
    const follower = createTailFollower(REQUEST);
    expect(follower.begin()).toMatchObject({ type: 'subscribe', ...REQUEST, from: 'now' });
    expect(follower.take(subscribed)).toEqual([{ kind: 'subscribed' }]);
    expect(follower.take(batch('c1', [1, 2]))).toEqual([
      { kind: 'row', row: row(1) },
      { kind: 'row', row: row(2) },
    ]);
    expect(follower.begin()).toMatchObject({ from: { cursor: 'c1' } });
  });

  it('comes back to where it subscribed when no row came before the break', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(subscribed);
    expect(follower.begin()).toMatchObject({ from: { cursor: 'c0' } });
  });

  it('moves on with each ledger, so that a rare filter does not grow old', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(subscribed);
    expect(follower.take(ledger({}))).toEqual([]);
    expect(follower.begin()).toMatchObject({ from: { cursor: 'c9' } });
  });

  it('says each drop once, with its number', () => {
    const follower = createTailFollower(REQUEST);
    const dropped = [{ reason: 'too-slow' as const, rows: 7, offsets: [] }];
    expect(notes(follower.take(ledger({ dropped })))).toEqual([
      expect.stringContaining('7 rows were left out'),
    ]);
    expect(notes(follower.take(ledger({ dropped })))).toEqual([]);
    const more = [...dropped, { reason: 'too-slow' as const, rows: 2, offsets: [] }];
    expect(notes(follower.take(ledger({ dropped: more })))).toEqual([
      expect.stringContaining('2 rows were left out'),
    ]);
  });

  it('says when what the node counts is not what came', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(batch('c1', [1, 2]));
    expect(notes(follower.take(ledger({ delivered: 2 })))).toEqual([]);
    expect(notes(follower.take(ledger({ delivered: 3 })))).toEqual([
      'the node counts 3 rows as sent, 2 arrived',
    ]);
  });

  it('counts the rows of a connection anew after a break, as the node does', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(batch('c1', [1, 2]));
    follower.begin();
    follower.take(batch('c2', [3]));
    expect(notes(follower.take(ledger({ delivered: 1 })))).toEqual([]);
  });

  it('goes on at the floor when its place is gone, and says how many records are missing', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(subscribed);
    const error: ServerMessage = {
      ...{ type: 'error', id: 'tail', code: 'cursor-too-old', message: 'it is gone' },
      ...{ floor: 'c5', missed: 1_860 },
    };
    expect(follower.take(error)).toMatchObject([
      { kind: 'note', text: expect.stringMatching(/^1860 records, .* are missing here: it is gone/) },
      { kind: 'send', message: { type: 'subscribe', from: { cursor: 'c5' } } },
    ]);
  });

  it('begins anew, with a word, after the topic was made anew', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(subscribed);
    const error: ServerMessage = { type: 'error', id: 'tail', code: 'topic-recreated', message: 'made anew' };
    expect(follower.take(error)).toMatchObject([
      { kind: 'note', text: 'there may be a gap here: made anew' },
      { kind: 'send', message: { from: 'now' } },
    ]);
  });

  it('refuses a filter that the node refuses, and leaves when asked to', () => {
    const follower = createTailFollower(REQUEST);
    const error: ServerMessage = { type: 'error', id: 'tail', code: 'invalid-filter', message: 'column 3' };
    expect(follower.take(error)).toEqual([
      { kind: 'refused', code: 'invalid-filter', text: 'column 3 (invalid-filter)' },
    ]);
    expect(follower.take({ type: 'drain', reconnectInMs: 300, withinMs: 1_000 })).toEqual([
      { kind: 'move', inMs: 300 },
    ]);
  });

  it('names the offsets that were left out before anybody knew whether they match', () => {
    const follower = createTailFollower(REQUEST);
    const offsets = [
      { partition: 0, from: 10, to: 15 },
      { partition: 1, from: 0, to: 5 },
    ];
    const gap: ServerMessage = { type: 'gap', id: 'tail', reason: 'too-slow', offsets };
    expect(notes(follower.take(gap))).toEqual([expect.stringMatching(/^10 records, .* are missing here/)]);
  });
});
