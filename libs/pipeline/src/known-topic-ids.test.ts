import type { CommitLedger } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { knownTopicIds } from './known-topic-ids.js';
import { createProcessTopicIdentities } from './process-topic-identities.js';

const LEDGER: CommitLedger = { v: 1, base: 0, epoch: 1, counts: {}, gaps: {} };

function found(topic: string, topicId: string | undefined, ledger?: CommitLedger) {
  return { topic, partition: 0, topicId, ledger, committed: ledger && 0, low: 0, high: 9 };
}

describe('knownTopicIds', () => {
  it('remembers a topic by the id it had when the group first opened it', async () => {
    const identities = createProcessTopicIdentities();
    expect(await knownTopicIds(identities, 'g', [found('logs', 'a')])).toEqual(new Map([['logs', 'a']]));
    expect(await knownTopicIds(identities, 'g', [found('logs', 'b')])).toEqual(new Map([['logs', 'a']]));
    expect(await knownTopicIds(identities, 'h', [found('logs', 'b')])).toEqual(new Map([['logs', 'b']]));
  });

  it('knows a topic as an operator accepted it', async () => {
    const identities = createProcessTopicIdentities();
    await identities.remember('g', 'logs', 'a');
    await identities.replace('g', 'logs', 'b');
    expect(await identities.known('g', 'logs')).toBe('b');
    expect(await knownTopicIds(identities, 'g', [found('logs', 'b')])).toEqual(new Map([['logs', 'b']]));
  });

  it('believes books that are older than the memory', async () => {
    const facts = [found('logs', 'b'), found('logs', 'b', { ...LEDGER, topicId: 'a' }), found('logs', 'b')];
    expect(await knownTopicIds(createProcessTopicIdentities(), 'g', facts)).toEqual(new Map([['logs', 'a']]));
  });

  it('remembers nothing of a topic whose id is not told', async () => {
    const identities = createProcessTopicIdentities();
    expect(await knownTopicIds(identities, 'g', [found('logs', undefined)])).toEqual(new Map());
    expect(await identities.known('g', 'logs')).toBeUndefined();
  });

  it('rejects when the memory does not answer', async () => {
    const identities = {
      ...createProcessTopicIdentities(),
      remember: async () => Promise.reject(new Error('no answer')),
    };
    await expect(knownTopicIds(identities, 'g', [found('logs', 'a')])).rejects.toThrow('no answer');
  });
});
