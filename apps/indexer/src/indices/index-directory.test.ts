import { ElasticsearchRefusedError, ElasticsearchUnavailableError } from '@millrace/elasticsearch';
import { logsIndexOf } from '@millrace/schemas';
import { describe, expect, test } from 'vitest';
import { createIndexDirectory } from './index-directory.js';

const signal = new AbortController().signal;

function directory(existing: string[] = [], limit = 3) {
  const state = {
    existing: new Set(existing),
    listings: 0,
    creations: [] as string[],
    nowMs: 0,
    fail: [] as Error[],
  };
  const subject = createIndexDirectory({
    admin: {
      list: async () => {
        state.listings += 1;
        const failure = state.fail.shift();
        if (failure) throw failure;
        return [...state.existing].map((index) => ({ index, uuid: index, createdAtMs: 0 }));
      },
      create: async (index, names) => {
        state.existing.add(index);
        state.creations.push(`${index} ${names.join()}`);
        return 'created';
      },
    },
    numberNames: async () => ['n'],
    maxIndicesPerTenant: limit,
    now: () => state.nowMs,
    onCreated: () => undefined,
  });
  return { state, ensure: (day: string) => subject.ensure(logsIndexOf('t', day), signal), subject };
}

describe('the index directory', () => {
  test('creates a missing day once, with the registered numbers, however many ask at a time', async () => {
    const { state, ensure } = directory();
    const answers = await Promise.all([ensure('2026.01.01'), ensure('2026.01.01'), ensure('2026.01.02')]);
    expect(answers.map(({ kind }) => kind)).toEqual(['ready', 'ready', 'ready']);
    expect(state.creations).toEqual([
      `${logsIndexOf('t', '2026.01.01')} n`,
      `${logsIndexOf('t', '2026.01.02')} n`,
    ]);
    await ensure('2026.01.01');
    expect(state.listings).toBe(2);
  });

  test('a tenant has no more indices than it may, existing days stay writable, and room is noticed', async () => {
    const { state, ensure } = directory(['a', logsIndexOf('t', '2026.01.01')], 2);
    expect((await ensure('2026.01.02')).kind).toBe('limit');
    expect((await ensure('2026.01.01')).kind).toBe('ready');
    state.existing.delete('a');
    expect((await ensure('2026.01.03')).kind).toBe('limit');
    state.nowMs += 30_000;
    expect((await ensure('2026.01.03')).kind).toBe('ready');
  });

  test('many new days at a time do not pass the limit', async () => {
    const { ensure, state } = directory([], 3);
    const days = Array.from({ length: 9 }, (_, at) => ensure(`2026.01.0${at + 1}`));
    const kinds = (await Promise.all(days)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'ready')).toHaveLength(3);
    expect(state.existing.size).toBe(3);
  });

  test('a cluster that is away is asked again, one that refuses parks the index', async () => {
    const { ensure, state } = directory();
    state.fail.push(new ElasticsearchUnavailableError('listing', 503, new Error('away')));
    expect((await ensure('2026.01.01')).kind).toBe('retry');
    const full = { type: 'validation_exception', reason: 'would add 1, maximum normal shards open' };
    state.fail.push(new ElasticsearchRefusedError('creating', 400, full));
    expect(await ensure('2026.01.01')).toMatchObject({ kind: 'park', cause: 'shard-limit' });
    expect((await ensure('2026.01.01')).kind).toBe('ready');
  });

  test('an index that was deleted meanwhile is created again once forgotten', async () => {
    const { ensure, state, subject } = directory();
    await ensure('2026.01.01');
    state.existing.clear();
    subject.forget(logsIndexOf('t', '2026.01.01'));
    await ensure('2026.01.01');
    expect(state.creations).toHaveLength(2);
  });
});
