import type { LogSearch, SearchReply } from '@millrace/elasticsearch';
import { parseQuery } from '@millrace/filter';
import type { ReadStep, TailFollower } from '@millrace/tail-client';
import { describe, expect, it } from 'vitest';
import { createKeyTurns } from '../flows/key-turns.js';
import { streamLogs } from './stream-logs.js';
import type { LogStream } from './stream-logs.js';

const TIME = '2026-11-21T12:00:00.000000000Z';
const logOf = (id: string, time = TIME) => ({ '@timestamp': time, 'event.id': id });
const rowsOf = (cursor: string, ...documents: readonly object[]): ReadStep => ({
  ...{ kind: 'rows', cursor },
  rows: documents.map((document, offset) => ({ partition: 0, offset, document: { ...document } })),
});

interface Scene {
  readonly steps?: readonly ReadStep[];
  readonly found?: readonly object[];
  readonly live?: LogStream['live'];
  readonly walk?: Partial<LogStream['walk']>;
  readonly from?: string;
  readonly tailCursor?: string | null;
}

/** A stream over what a search finds and what a tail then gives, which stays open until the process leaves. */
function scene({ steps = [], found = [], live, walk, from, tailCursor = 'c0' }: Scene) {
  const leaving = new AbortController();
  const [begins, taken]: [unknown[], string[]] = [[], []];
  const reply = { hits: found.map((source) => ({ source })), timedOut: false, failedShards: 0 };
  const search = {
    openPointInTime: () => Promise.resolve('p'),
    closePointInTime: () => Promise.resolve(),
    search: () => Promise.resolve(reply as unknown as SearchReply),
  } as unknown as LogSearch;
  const tail = {
    async *connect(_reader: unknown, follower: TailFollower, signal: AbortSignal) {
      begins.push(follower.begin());
      for (const step of steps) {
        taken.push(step.kind);
        yield step;
      }
      signal.throwIfAborted();
      return await new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    },
  };
  const asked: LogStream = {
    walk: {
      ...{ scope: { tenant: 'acme', query: parseQuery('a'), text: 'a', ...(from && { from }) } },
      ...{ sort: 'newest', limit: 10, ...walk },
    },
    keyId: 'k',
    live: live ?? { policy: 'lossless' },
  };
  const clock = {
    random: () => 0.5,
    wait: (_ms: number, signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  };
  const completeness = { read: () => ({ completeness: {} as never, tailCursor }) };
  const slots = { take: () => () => undefined, taken: () => 0 };
  const flow = { slots, gave: () => undefined };
  const open = () =>
    streamLogs(
      asked,
      { search, clock, completeness, flow, turns: createKeyTurns(8), tail, leaving: leaving.signal },
      new AbortController().signal,
    )[Symbol.asyncIterator]();
  /** Texts, of which the process leaves behind the one that fits; then to the end. */
  const textsUntil = async (last: string) => {
    let texts = '';
    const pieces = open();
    for (let step = await pieces.next(); !step.done; step = await pieces.next()) {
      texts += step.value;
      if (step.value.includes(last)) leaving.abort(new Error('leaving'));
    }
    return texts.split('\n\n');
  };
  return { textsUntil, open, begins, taken };
}

describe('a live stream', () => {
  it('leaves out of the tail what it found, and says with each id where to go on', async () => {
    const { textsUntil, begins } = scene({
      found: [logOf('b'), logOf('a')],
      steps: [
        rowsOf('c1', logOf('b'), logOf('c'), logOf('d')),
        rowsOf('c2', logOf('a')),
        { kind: 'passed', cursor: 'c3' },
      ],
    });
    const texts = await textsUntil('c3');
    expect(
      texts.filter((text) => text.includes('event: log')).map((text) => text.split('\n').slice(0, -1)),
    ).toEqual([
      ['event: log', `id: c0~${TIME},b`],
      ['event: log', `id: c0~${TIME},a`],
      ['event: log'],
      ['event: log', 'id: c1~'],
    ]);
    expect(texts).toContain('event: live\nid: c0~\ndata: {"logs":2,"more":false,"repeats":false}');
    expect(texts).toEqual(expect.arrayContaining(['id: c2~', 'id: c3~']));
    expect(begins).toMatchObject([{ filter: 'a', from: { cursor: 'c0' } }]);
  });

  it('tells what is missing, in the words of the fan-out', async () => {
    const { textsUntil } = scene({
      steps: [
        { kind: 'gap', records: 5, reason: 'expired' },
        { kind: 'lost', code: 'cursor-too-old', message: 'gone', missed: 7 },
        { kind: 'dropped', rows: 3 },
      ],
    });
    expect(await textsUntil('dropped')).toEqual(
      expect.arrayContaining([
        'event: gap\ndata: {"reason":"expired","records":5}',
        'event: gap\ndata: {"reason":"cursor-too-old","records":7,"detail":"gone"}',
        'event: dropped\ndata: {"reason":"too-slow","logs":3}',
      ]),
    );
  });

  it('sends its client to come back, over some seconds, when the process stops', async () => {
    const texts = await scene({ steps: [rowsOf('c1', logOf('a'))] }).textsUntil('c1');
    expect(texts.at(-2)).toBe('retry: 2500\nevent: drain\ndata: {"reconnectInMs":2500}');
  });

  it('that goes on at a cursor finds nothing again', async () => {
    const { textsUntil, begins } = scene({ live: { policy: 'latest', cursor: 'c7' }, found: [logOf('a')] });
    const texts = await textsUntil('event: live');
    expect(texts.some((text) => text.includes('event: log'))).toBe(false);
    expect(texts).toContain('event: live\nid: c7~\ndata: {"logs":0,"more":false,"repeats":true}');
    expect(begins).toMatchObject([{ policy: 'latest', from: { cursor: 'c7' } }]);
  });

  it('that goes on behind a log that was found keeps the cursor it began with', async () => {
    const walk = { after: { time: TIME, eventId: 'z' } };
    const { textsUntil, begins } = scene({
      live: { policy: 'lossless', cursor: 'c7' },
      found: [logOf('a')],
      walk,
    });
    expect(await textsUntil('event: live')).toContain(
      `event: log\nid: c7~${TIME},a\ndata: ${JSON.stringify(logOf('a'))}`,
    );
    expect(begins).toMatchObject([{ from: { cursor: 'c7' } }]);
  });

  it('gives no log of before its range, to the nanosecond', async () => {
    const { textsUntil } = scene({
      from: '2026-11-21T12:00:00.5Z',
      steps: [
        rowsOf(
          'c1',
          logOf('early', '2026-11-21T12:00:00.499999999Z'),
          logOf('in', '2026-11-21T12:00:00.500000000Z'),
        ),
      ],
    });
    const texts = (await textsUntil('c1~')).join('\n');
    expect(texts).toContain('"in"');
    expect(texts).not.toContain('"early"');
  });

  it('ends at its limit, oldest first, rather than leave out what lies between', async () => {
    const { textsUntil, begins } = scene({ found: [logOf('a')], walk: { sort: 'oldest', limit: 1 } });
    expect((await textsUntil('event: end')).at(-2)).toBe('event: end\ndata: {"logs":1,"more":true}');
    expect(begins).toEqual([]);
  });

  it('is refused while nobody knows where a tail would begin', () => {
    expect(() => scene({ tailCursor: null }).open()).toThrow('It is not known yet');
  });

  it('asks the tail for no more than is read', async () => {
    const steps = Array.from({ length: 50 }, (_, n) => rowsOf(`c${n}`, logOf(`${n}`)));
    const { open, taken } = scene({ steps });
    const pieces = open();
    for (let text = ''; !text.includes('c1~');) text = String((await pieces.next()).value);
    expect(taken.length).toBeLessThanOrEqual(3);
  });
});
