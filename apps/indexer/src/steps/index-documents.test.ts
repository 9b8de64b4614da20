import fc from 'fast-check';
import type { BulkItem, BulkReply } from '@millrace/elasticsearch';
import { documentId, logsIndexOf } from '@millrace/schemas';
import { describe, expect, test } from 'vitest';
import type { RoutedDocument } from '../bulk/routed-document.js';
import type { IndexReadiness } from '../indices/index-directory.js';
import { createParkedIndices } from '../parking/parked-indices.js';
import { createIndexDocuments } from './index-documents.js';

const DAYS = ['2026.01.01', '2026.01.02'] as const;
const BLOCKED: BulkItem = { status: 403, errorType: 'cluster_block_exception', errorReason: 'read-only' };

function document(at: number, day: string = DAYS[0]): RoutedDocument {
  const record = {
    topic: 'logs',
    partition: 0,
    offset: at,
    timestampMs: 0,
    key: null,
    value: Buffer.from('{}'),
    headers: {},
  };
  return {
    record,
    index: logsIndexOf('t', day),
    documentId: documentId('t', `e${at}`, at),
  };
}

/** A sink whose replies are scripted by document; time passes only by waiting. */
function sink(
  reply: (id: string, index: string, nowMs: number) => BulkItem | 'unanswered',
  readiness: (nowMs: number) => IndexReadiness = () => ({ kind: 'ready' }),
) {
  let nowMs = 1_000_000;
  const stored = new Map<string, number>();
  const handedOver: RoutedDocument[] = [];
  const clock = {
    now: () => nowMs,
    random: () => 0.5,
    wait: async (ms: number, signal: AbortSignal) => {
      signal.throwIfAborted();
      nowMs += Math.max(1, ms);
    },
  };
  const parked = createParkedIndices({
    now: clock.now,
    probeBaseMs: 500,
    probeMaxMs: 8000,
    onParked: () => undefined,
    onHealed: () => undefined,
  });
  const answer = (body: Buffer): BulkReply => {
    const lines = body
      .toString('utf8')
      .split('\n')
      .filter((_, at) => at % 2 === 0)
      .slice(0, -1);
    const actions = lines.map((line) => JSON.parse(line).create as { _id: string; _index: string });
    const items = actions.map(({ _id, _index }) => reply(_id, _index, nowMs));
    if (items.includes('unanswered')) return { kind: 'unanswered', reason: 'reset' };
    items.forEach((item, at) => {
      const { _id } = actions[at]!;
      if ((item as BulkItem).status === 201) stored.set(_id, (stored.get(_id) ?? 0) + 1);
    });
    return { kind: 'items', items: items as BulkItem[] };
  };
  const indexDocuments = createIndexDocuments({
    transport: { send: async (body) => answer(body) },
    directory: { ensure: async () => readiness(nowMs), forget: () => undefined },
    parked,
    clock,
    retry: { baseMs: 100, maxMs: 1000 },
    maxBodyBytes: 1000,
    unavailableParkMs: 30_000,
    mayHold: (parkedForMs) => parkedForMs < 3000,
    handOver: async (documents) => void handedOver.push(...documents),
    onRequest: () => undefined,
    onRetried: () => undefined,
  });
  let waits = 0;
  const index = (documents: readonly RoutedDocument[], stop: AbortSignal) =>
    indexDocuments({ documents, onWaiting: () => (waits += 1) }, stop);
  return { index, stored, handedOver, parked, waits: () => waits };
}

const signal = new AbortController().signal;
const outcomes = (ended: readonly { readonly end: { readonly outcome: string } }[]) =>
  ended.map(({ end }) => end.outcome);

describe('indexing documents', () => {
  test('whatever mix of results comes, every document ends once and is written at most once', async () => {
    const transient: (BulkItem | 'unanswered')[] = [
      { status: 429 },
      { status: 503 },
      'unanswered',
      { status: 201 },
      { status: 409 },
      BLOCKED,
      { status: 400, errorType: 'document_parsing_exception' },
      { status: 201, failureStore: 'used' },
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(transient.length - 1), { maxLength: 60 }), async (script) => {
        const left = [...script];
        const documents = Array.from({ length: 12 }, (_, at) => document(at, DAYS[at % 2]));
        const { index, handedOver } = sink(() => transient[left.shift() ?? 3]!);
        const ended = await index(documents, signal);
        expect(ended.map(({ document: each }) => each.record.offset).sort((a, b) => a - b)).toEqual(
          documents.map(({ record }) => record.offset),
        );
        expect(handedOver).toHaveLength(outcomes(ended).filter((outcome) => outcome === 'parked').length);
      }),
    );
  });

  test('only the item that failed is sent again', async () => {
    const tries = new Map<string, number>();
    const failing = document(1).documentId;
    const { index, waits } = sink((id) => {
      tries.set(id, (tries.get(id) ?? 0) + 1);
      return id === failing && tries.get(id)! < 4 ? { status: 429 } : { status: 201 };
    });
    expect(outcomes(await index([document(0), document(1), document(2)], signal))).toEqual(
      Array(3).fill('indexed'),
    );
    expect([...tries.values()].sort()).toEqual([1, 1, 4]);
    expect(waits()).toBe(1);
  });

  test('a refusing index is held for a while, then handed over, and other indices are not touched', async () => {
    const refusing = logsIndexOf('t', DAYS[1]);
    const { index, handedOver, stored, waits } = sink((_, at) =>
      at === refusing ? BLOCKED : { status: 201 },
    );
    const ended = await index([document(0), document(1, DAYS[1])], signal);
    expect(waits()).toBe(1);
    expect(outcomes(ended).sort()).toEqual(['indexed', 'parked']);
    expect(handedOver.map(({ index: name }) => name)).toEqual([refusing]);
    expect([...stored.keys()]).toEqual([document(0).documentId]);
  });

  test('a batch that is done at once is not told to wait', async () => {
    const { index, waits } = sink(() => ({ status: 201 }));
    expect(outcomes(await index([document(0), document(1)], signal))).toEqual(['indexed', 'indexed']);
    expect(waits()).toBe(0);
  });

  test('a block shorter than the hold ends indexed', async () => {
    const { index, parked } = sink((_id, _index, nowMs) => (nowMs < 1_002_000 ? BLOCKED : { status: 201 }));
    expect(outcomes(await index([document(0)], signal))).toEqual(['indexed']);
    expect(parked.list()).toEqual([]);
  });

  test('shards that stay silent for long park their index only', async () => {
    const silent = logsIndexOf('t', DAYS[1]);
    const { index, parked } = sink((_, at) => ({ status: at === silent ? 503 : 201 }));
    expect(outcomes(await index([document(0), document(1, DAYS[1])], signal)).sort()).toEqual([
      'indexed',
      'parked',
    ]);
    expect(parked.list()).toMatchObject([{ index: silent, cause: 'unavailable' }]);
  });

  test('a master too busy to map new fields is waited for', async () => {
    const errorReason = 'timed out while waiting for a dynamic mapping update';
    const busy: BulkItem = { status: 500, errorType: 'mapper_exception', errorReason };
    const { index, parked } = sink((_id, _index, nowMs) => (nowMs < 1_025_000 ? busy : { status: 201 }));
    expect(outcomes(await index([document(0)], signal))).toEqual(['indexed']);
    expect(parked.list()).toEqual([]);
  });

  test('a cluster that is away when a day begins is waited for, however long', async () => {
    const away = { kind: 'retry', reason: 'listing indices: connection refused' } as const;
    const { index, handedOver } = sink(
      () => ({ status: 201 }),
      (nowMs) => (nowMs < 1_600_000 ? away : { kind: 'ready' }),
    );
    expect(outcomes(await index([document(0), document(1)], signal))).toEqual(['indexed', 'indexed']);
    expect(handedOver).toEqual([]);
  });

  test('an abort ends the waiting with its reason', async () => {
    const stopping = new AbortController();
    const reason = new Error('stopping');
    const { index } = sink(() => {
      stopping.abort(reason);
      return { status: 429 };
    });
    await expect(index([document(0)], stopping.signal)).rejects.toBe(reason);
  });
});
