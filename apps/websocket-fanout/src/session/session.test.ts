import { randomBytes } from 'node:crypto';
import { CLOSE, serverFrameSchema } from '@millrace/schemas';
import type { ServerMessage, TailStream } from '@millrace/schemas';
import { beforeEach, describe, expect, it } from 'vitest';
import { createChannel } from '../channel.js';
import { createCursorCodec } from '@millrace/tail-cursor';
import { readLog } from '../groups/read-document.js';
import { createRecordRing } from '../ring/record-ring.js';
import { safePositions } from '../ring/safe-positions.js';
import type { RecordRing } from '../ring/record-ring.js';
import { createStream } from '../stream/stream.js';
import type { Stream } from '../stream/stream.js';
import { createSession } from './session.js';
import type { Session } from './session.js';

const HEARTBEAT_MS = 1_000;
let lastGroup = 0;
const OPTIONS = {
  maxBatchBytes: 1_000,
  maxUnflushedBytes: 50_000,
  nextGroupNumber: () => ++lastGroup,
  read: readLog,
  maxGroups: 40,
  now: () => nowMs,
};
let nowMs: number;
let ring: RecordRing;
let streams: Record<TailStream, Stream>;
let offset: number;

const key = { id: 'k1', secret: randomBytes(32) };
const codec = createCursorCodec({ current: () => key, find: (id) => (id === key.id ? key : undefined) });

beforeEach(() => {
  nowMs = 1_000_000;
  offset = 0;
  ring = createRecordRing(100_000, [0]);
  streams = {
    logs: createStream(ring, OPTIONS),
    correlations: createStream(createRecordRing(1_000, [0]), OPTIONS),
  };
});

function connect(tenant = 'shop') {
  const messages: ServerMessage[] = [];
  const state = { buffered: 0, closed: undefined as string | undefined };
  const session: Session = createSession({
    socket: {
      send: (frame) => messages.push(...serverFrameSchema.parse(JSON.parse(frame.toString()))),
      bufferedBytes: () => state.buffered,
      close: ({ name }) => (state.closed ??= name),
    },
    principal: { tenant, keyId: 'key' },
    channels: {
      logs: createChannel({ name: 'logs', stream: streams.logs, topicId: 't' }, codec),
      correlations: createChannel(
        { name: 'correlations', stream: streams.correlations, topicId: 'c' },
        codec,
      ),
    },
    node: 'node-1',
    heartbeatMs: HEARTBEAT_MS,
    resumeToken: () => 'token',
    now: () => nowMs,
    random: () => 0.5,
    wake: () => undefined,
    onClosing: () => undefined,
    onWaiting: () => undefined,
  });
  session.flush();
  const send = (message: unknown): readonly ServerMessage[] => {
    messages.length = 0;
    session.receive(typeof message === 'string' ? message : JSON.stringify(message));
    session.flush();
    return [...messages];
  };
  const turn = (): readonly ServerMessage[] => {
    messages.length = 0;
    streams.logs.flush();
    session.flush();
    return [...messages];
  };
  return { session, messages, state, send, turn };
}

function append(message: string, tenant = 'shop'): void {
  const value = Buffer.from(JSON.stringify({ message }));
  streams.logs.append({ partition: 0, offset: offset++, tenant, isRepeated: false, value });
}

describe('a session', () => {
  it('greets with its limits and a token to come back with', () => {
    const { messages } = connect();
    expect(messages).toMatchObject([{ type: 'hello', protocol: 1, node: 'node-1', resumeToken: 'token' }]);
  });

  it('answers a subscription, then sends its rows with their place and a cursor', () => {
    const { send, turn } = connect();
    const [reply] = send({ type: 'subscribe', id: 'a', filter: 'red' });
    expect(reply).toMatchObject({ type: 'subscribed', id: 'a', subscribers: 1, policy: 'lossless' });
    append('red one');
    append('blue two');
    expect(turn()).toMatchObject([
      { type: 'batch', rows: [{ partition: 0, offset: 0, document: { message: 'red one' } }] },
    ]);
  });

  it('goes on after a cursor, on another connection, and says when it is live', () => {
    const first = connect();
    first.send({ type: 'subscribe', id: 'a' });
    append('one');
    const [batch] = first.turn();
    if (batch?.type !== 'batch') throw new Error('no batch');
    append('two');
    const second = connect();
    second.send({ type: 'subscribe', id: 'b', from: { cursor: batch.cursor } });
    expect(second.turn()).toMatchObject([
      { type: 'batch', rows: [{ offset: 1, document: { message: 'two' } }] },
      { type: 'live', id: 'b' },
    ]);
  });

  it.each([
    ['a filter that is not understood', { filter: '"open' }, 'invalid-filter'],
    ['a cursor nobody made', { from: { cursor: 'x' } }, 'invalid-cursor'],
    ['a stream that does not exist', { stream: 'metrics' }, 'invalid-message'],
    ['a policy that does not exist', { policy: 'all' }, 'invalid-message'],
  ])('refuses %s and stays open', (_what, fields, code) => {
    const { send, state } = connect();
    expect(send({ type: 'subscribe', id: 'a', ...fields })).toMatchObject([{ type: 'error', id: 'a', code }]);
    expect(state.closed).toBeUndefined();
  });

  it('refuses a word that may be misspelt, with its place and the reason', () => {
    const { send } = connect();
    expect(send({ type: 'subscribe', id: 'a', filter: 'level:warn host.name:wbe~' })).toMatchObject([
      {
        code: 'invalid-filter',
        path: 'filter',
        message: expect.stringMatching(/column 22.*found in an index, by a search, and not in a stream/),
      },
    ]);
  });

  it('refuses a cursor of another filter or tenant, an id twice and a filter twice', () => {
    const { send } = connect();
    const [reply] = send({ type: 'subscribe', id: 'a', filter: 'red' });
    const cursor = reply?.type === 'subscribed' ? reply.cursor : '';
    const again = { type: 'subscribe', id: 'b', filter: 'blue', from: { cursor } };
    expect(send(again)).toMatchObject([{ code: 'cursor-of-another-filter' }]);
    expect(send({ type: 'subscribe', id: 'a' })).toMatchObject([{ code: 'duplicate-id' }]);
    expect(send({ type: 'subscribe', id: 'c', filter: 'RED' })).toMatchObject([{ code: 'duplicate-filter' }]);
    const stranger = connect('other');
    expect(stranger.send({ ...again, filter: 'red' })).toMatchObject([{ code: 'cursor-of-another-filter' }]);
  });

  it('refuses a cursor below what it holds, with the floor to begin at and the offsets missed', () => {
    const { send, turn } = connect();
    const [reply] = send({ type: 'subscribe', id: 'a' });
    const cursor = reply?.type === 'subscribed' ? reply.cursor : '';
    for (let count = 0; count < 1_000; count++) {
      append('x'.repeat(100));
      turn();
    }
    const [refused] = connect().send({ type: 'subscribe', id: 'b', from: { cursor } });
    expect(refused).toMatchObject({ code: 'cursor-too-old', missed: safePositions(ring)[0] });
    const floor = refused?.type === 'error' ? refused.floor : '';
    const other = connect();
    expect(other.send({ type: 'subscribe', id: 'b', from: { cursor: floor } })).toMatchObject([
      { type: 'subscribed' },
    ]);
  });

  it('refuses filters of too many terms together, and filters a node has too many of', () => {
    const terms = Array.from({ length: 64 }, (_, at) => `word${at}`).join(' OR ');
    const { send } = connect();
    for (let count = 0; count < 8; count++)
      expect(
        send({ type: 'subscribe', id: `${count}`, filter: terms.replace('word0', `one${count}`) }),
      ).toMatchObject([{ type: 'subscribed' }]);
    expect(send({ type: 'subscribe', id: 'over', filter: 'red' })).toMatchObject([
      { code: 'too-many-filters', message: expect.stringContaining('512') },
    ]);
    send({ type: 'unsubscribe', id: 'u', subscription: '0' });
    expect(send({ type: 'subscribe', id: 'again', filter: 'red' })).toMatchObject([{ type: 'subscribed' }]);
    const other = connect();
    for (let count = 0; count < 32; count++)
      other.send({ type: 'subscribe', id: `${count}`, filter: `blue${count}` });
    expect(streams.logs.groups()).toBe(40);
    const last = connect();
    expect(last.send({ type: 'subscribe', id: 'new', filter: 'green' })).toMatchObject([
      { code: 'too-many-filters', message: expect.stringContaining('40') },
    ]);
    expect(last.send({ type: 'subscribe', id: 'known', filter: 'red' })).toMatchObject([{ subscribers: 2 }]);
  });

  it.each([
    ['no JSON', 'x', CLOSE.protocolError],
    ['a message without a type', {}, CLOSE.protocolError],
    ['a message of an unknown type', { type: 'dance' }, CLOSE.protocolError],
    [
      'too many messages in a frame',
      Array.from({ length: 65 }, () => ({ type: 'ping' })),
      CLOSE.protocolError,
    ],
    ['another tenant', { type: 'subscribe', id: 'a', tenant: 'other' }, CLOSE.wrongTenant],
  ])('closes on %s', (_what, message, reason) => {
    const { send, state } = connect();
    send(message);
    expect(state.closed).toBe(reason.name);
  });

  it('answers a wrong field, a from among them, and takes fields it does not know', () => {
    const { send, state } = connect();
    expect(send({ type: 'subscribe', id: 'a', from: 'yesterday' })).toMatchObject([
      { type: 'error', id: 'a', code: 'invalid-message' },
    ]);
    const [reply] = send({ type: 'subscribe', id: 'a', later: 1 });
    const cursor = reply?.type === 'subscribed' ? reply.cursor : '';
    send({ type: 'unsubscribe', id: 'u', subscription: 'a' });
    expect(send({ type: 'subscribe', id: 'a', from: { cursor, later: 1 } })).toMatchObject([
      { type: 'subscribed' },
    ]);
    expect(state.closed).toBeUndefined();
  });

  it('numbers its groups once for both streams, since a batch names only its group', () => {
    const { send } = connect();
    const [logs] = send({ type: 'subscribe', id: 'a' });
    const [groups] = send({ type: 'subscribe', id: 'b', stream: 'correlations' });
    if (logs?.type !== 'subscribed' || groups?.type !== 'subscribed') throw new Error('not subscribed');
    expect(logs.group).not.toBe(groups.group);
  });

  it('gives a floor that can still be used a while later', () => {
    const { send, turn } = connect();
    const [reply] = send({ type: 'subscribe', id: 'a' });
    const cursor = reply?.type === 'subscribed' ? reply.cursor : '';
    send({ type: 'unsubscribe', id: 'u', subscription: 'a' });
    for (let count = 0; count < 1_000; count++) append(`red ${count} ${'x'.repeat(200)}`);
    turn();
    const [refused] = send({ type: 'subscribe', id: 'b', from: { cursor } });
    if (refused?.type !== 'error') throw new Error('not refused');
    for (let count = 0; count < 10; count++) append(`blue ${count} ${'x'.repeat(200)}`);
    turn();
    const again = send({ type: 'subscribe', id: 'b', from: { cursor: refused.floor } });
    expect(again).toMatchObject([{ type: 'subscribed' }]);
  });

  it('keeps the handshake time for a client whose subscriptions are refused', () => {
    const { session, send, state } = connect();
    send({ type: 'subscribe', id: 'a', filter: '"open' });
    nowMs += 10_000;
    session.heard();
    session.tick();
    expect(state.closed).toBe('handshake-timeout');
  });

  it('closes a client that reads nothing though it asks for nothing', () => {
    const { session, state } = connect();
    state.buffered = 1_048_577;
    session.tick();
    expect(state.closed).toBe('overloaded');
  });

  it('closes a client that floods, be it with pings of the WebSocket itself', () => {
    const { session, state } = connect();
    for (let count = 0; count < 100; count++) session.heard();
    expect(state.closed).toBeUndefined();
    session.heard();
    expect(state.closed).toBe('flooding');
  });

  it('closes a client that goes on asking and reads no answer', () => {
    const { send, state } = connect();
    state.buffered = 1_048_576;
    send({ type: 'ping' });
    expect(state.closed).toBeUndefined();
    state.buffered += 1;
    send({ type: 'ping' });
    expect(state.closed).toBe('overloaded');
  });

  it('closes a client that floods', () => {
    const { send, state } = connect();
    for (let count = 0; count < 100; count++) send({ type: 'ping' });
    expect(state.closed).toBeUndefined();
    send({ type: 'ping' });
    expect(state.closed).toBe('flooding');
  });

  it('answers what is not served yet by saying so', () => {
    expect(connect().send({ type: 'seek', id: 's' })).toMatchObject([{ id: 's', code: 'not-served' }]);
  });

  it('beats with a ledger for each subscription, the first time after a part of the interval', () => {
    const { session, send, messages, turn } = connect();
    send({ type: 'subscribe', id: 'a' });
    append('one');
    turn();
    messages.length = 0;
    nowMs += HEARTBEAT_MS / 2;
    session.tick();
    session.flush();
    expect(messages).toMatchObject([
      { type: 'heartbeat' },
      { type: 'ledger', id: 'a', matched: 1, delivered: 1, queued: 0, dropped: [] },
    ]);
  });

  it('closes when it heard nothing for two intervals, and when no subscription came', () => {
    const silent = connect();
    silent.send({ type: 'subscribe', id: 'a' });
    const idle = connect();
    for (const _ of [1, 2]) {
      nowMs += HEARTBEAT_MS;
      silent.session.tick();
    }
    expect(silent.state.closed).toBe('heartbeat-missed');
    idle.session.heard();
    nowMs += 8_000;
    idle.session.heard();
    idle.session.tick();
    expect(idle.state.closed).toBe('handshake-timeout');
  });

  it('tells of offsets that retention took unread, with a cursor behind them', () => {
    const { send, turn } = connect();
    send({ type: 'subscribe', id: 'a' });
    append('one');
    streams.logs.skip(0, offset + 5);
    offset += 5;
    append('two');
    const messages = turn();
    expect(messages).toMatchObject([
      { type: 'batch', rows: [{ offset: 0 }] },
      { type: 'gap', id: 'a', reason: 'expired', offsets: [{ partition: 0, from: 1, to: 6 }] },
      { type: 'ledger', id: 'a', matched: 1, delivered: 1, queued: 0, dropped: [] },
      { type: 'batch', rows: [{ offset: 6 }] },
    ]);
    const again = connect();
    const cursor = messages[2]?.type === 'ledger' ? messages[2].cursor : '';
    again.send({ type: 'subscribe', id: 'b', from: { cursor } });
    expect(again.turn()).toMatchObject([{ type: 'batch', rows: [{ offset: 6 }] }, { type: 'live' }]);
  });

  it('holds batches back while the network is full, and counts them as queued', () => {
    const { send, turn, state } = connect();
    send({ type: 'subscribe', id: 'a' });
    state.buffered = 1_000_000;
    append('one');
    expect(turn()).toEqual([]);
    state.buffered = 0;
    expect(turn()).toMatchObject([{ type: 'batch', rows: [{ offset: 0 }] }]);
    state.buffered = 1_000_000;
    append('two');
    turn();
    expect(send({ type: 'unsubscribe', id: 'u', subscription: 'a' })).toMatchObject([
      { type: 'ledger', matched: 2, delivered: 1, queued: 1, dropped: [] },
      { type: 'unsubscribed' },
    ]);
  });

  it('ends a subscription with its last ledger', () => {
    const { send } = connect();
    send({ type: 'subscribe', id: 'a' });
    expect(send({ type: 'unsubscribe', id: 'u', subscription: 'a' })).toMatchObject([
      { type: 'ledger', id: 'a' },
      { type: 'unsubscribed', id: 'u' },
    ]);
    expect(send({ type: 'unsubscribe', id: 'u', subscription: 'a' })).toMatchObject([
      { code: 'unknown-subscription' },
    ]);
    expect(streams.logs.readers()).toBe(0);
  });
});
