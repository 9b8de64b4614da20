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
const passed = { kind: 'passed', cursor: 'c9' };

describe('following a tail over its connections', () => {
  it('begins now, and on the next connection behind the last row', () => {
    const follower = createTailFollower(REQUEST);
    expect(follower.begin()).toMatchObject({ type: 'subscribe', ...REQUEST, from: 'now' });
    expect(follower.take(subscribed)).toEqual([{ kind: 'subscribed' }]);
    expect(follower.take(batch('c1', [1, 2]))).toEqual([
      { kind: 'rows', rows: [row(1), row(2)], cursor: 'c1' },
    ]);
    expect(follower.begin()).toMatchObject({ from: { cursor: 'c1' } });
  });

  it('begins at the cursor it is given, whatever the node says it begins at', () => {
    const follower = createTailFollower(REQUEST, 'given');
    expect(follower.begin()).toMatchObject({ from: { cursor: 'given' } });
    follower.take(subscribed);
    expect(follower.begin()).toMatchObject({ from: { cursor: 'given' } });
  });

  it('comes back to where it subscribed when no row came before the break', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(subscribed);
    expect(follower.begin()).toMatchObject({ from: { cursor: 'c0' } });
  });

  it('moves on with each ledger, so that a rare filter does not grow old', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(subscribed);
    expect(follower.take(ledger({}))).toEqual([passed]);
    expect(follower.begin()).toMatchObject({ from: { cursor: 'c9' } });
  });

  it('tells each drop once, with its number', () => {
    const follower = createTailFollower(REQUEST);
    const dropped = [{ reason: 'too-slow' as const, rows: 7, offsets: [] }];
    expect(follower.take(ledger({ dropped }))).toEqual([{ kind: 'dropped', rows: 7 }, passed]);
    expect(follower.take(ledger({ dropped }))).toEqual([passed]);
    const more = [...dropped, { reason: 'too-slow' as const, rows: 2, offsets: [] }];
    expect(follower.take(ledger({ dropped: more }))).toEqual([{ kind: 'dropped', rows: 2 }, passed]);
  });

  it('tells when what the node counts is not what came', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(batch('c1', [1, 2]));
    expect(follower.take(ledger({ delivered: 2 }))).toEqual([passed]);
    expect(follower.take(ledger({ delivered: 3 }))).toEqual([
      { kind: 'miscounted', delivered: 3, received: 2 },
      passed,
    ]);
  });

  it('counts the rows of a connection anew after a break, as the node does', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(batch('c1', [1, 2]));
    follower.begin();
    follower.take(batch('c2', [3]));
    expect(follower.take(ledger({ delivered: 1 }))).toEqual([passed]);
  });

  it('goes on at the floor when its place is gone, and tells how many records are missing', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(subscribed);
    const error: ServerMessage = {
      ...{ type: 'error', id: 'tail', code: 'cursor-too-old', message: 'it is gone' },
      ...{ floor: 'c5', missed: 1_860 },
    };
    expect(follower.take(error)).toMatchObject([
      { kind: 'lost', code: 'cursor-too-old', message: 'it is gone', missed: 1_860 },
      { kind: 'send', message: { type: 'subscribe', from: { cursor: 'c5' } } },
    ]);
  });

  it('tries the floor again while the node runs ahead, counting, and in the end says that it does not know', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(subscribed);
    const refused = (n: number): ServerMessage => ({
      ...{ type: 'error', id: 'tail', code: 'cursor-too-old', message: 'it is gone' },
      ...{ floor: `c${n}`, missed: 10 },
    });
    const steps = Array.from({ length: 20 }, (_, n) => follower.take(refused(n)));
    const lost = { kind: 'lost', code: 'cursor-too-old', message: 'it is gone', missed: 10 };
    for (const [n, step] of steps.slice(0, -1).entries())
      expect(step).toMatchObject([lost, { message: { from: { cursor: `c${n}` } } }]);
    const message = 'it is gone; nor is it counted what lies between there and now';
    expect(steps.at(-1)).toMatchObject([{ ...lost, message }, { message: { from: 'now' } }]);
  });

  it('begins anew, and tells it, after the topic was made anew', () => {
    const follower = createTailFollower(REQUEST);
    follower.take(subscribed);
    const error: ServerMessage = { type: 'error', id: 'tail', code: 'topic-recreated', message: 'made anew' };
    expect(follower.take(error)).toMatchObject([
      { kind: 'lost', code: 'topic-recreated', message: 'made anew', missed: 0 },
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

  it('counts the records that were left out before anybody knew whether they match', () => {
    const follower = createTailFollower(REQUEST);
    const offsets = [
      { partition: 0, from: 10, to: 15 },
      { partition: 1, from: 0, to: 5 },
    ];
    const gap: ServerMessage = { type: 'gap', id: 'tail', reason: 'too-slow', offsets };
    expect(follower.take(gap)).toEqual([{ kind: 'gap', records: 10, reason: 'too-slow' }]);
  });
});
