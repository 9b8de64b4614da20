import type { RecordConsumer } from '@millrace/pipeline';
import { waitFor } from '@millrace/testing';
import { describe, expect, it } from 'vitest';
import { startRawSource } from './raw-source.js';

function harness(topics: string[]) {
  const journal: string[] = [];
  const failures: unknown[] = [];
  const consumers: { fail: (error: Error) => void }[] = [];
  let startFailures = 0;
  const createConsumer = (names: readonly string[]): RecordConsumer => {
    const closed = Promise.withResolvers<void>();
    consumers.push({ fail: closed.reject });
    return {
      start: async () => {
        if (startFailures-- > 0) throw new Error('no broker answers');
        journal.push(`start ${names.join()}`);
      },
      stop: async () => {
        journal.push(`stop ${names.join()}`);
        closed.resolve();
      },
      partitions: () => [],
      pause: () => void journal.push(`pause ${names.join()}`),
      resume: () => void journal.push(`resume ${names.join()}`),
      closed: closed.promise,
    };
  };
  const source = startRawSource({
    findTopics: async () => [...topics],
    createConsumer,
    events: {
      verdicts: () => undefined,
      recordsSettled: () => undefined,
      bodyReceived: () => undefined,
      dependencyFailed: () => undefined,
      rawTopicsChanged: () => undefined,
      rawSourceFailed: (error) => void failures.push(error),
      topicDrifted: () => undefined,
    },
    wait: (_ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, 1);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      }),
    discoveryIntervalMs: 1,
    drainTimeoutMs: 1,
  });
  return { journal, failures, consumers, source, failStarts: (count: number) => (startFailures = count) };
}

describe('the source of raw records', () => {
  it('stays paused when the topic of a new tenant appears, until it is resumed', async () => {
    const topics = ['a'];
    const { journal, source } = harness(topics);
    await waitFor(() => journal.length === 1);
    source.pause();
    topics.push('b');
    await waitFor(() => journal.includes('start a,b'));
    await waitFor(() => {
      source.resume();
      return journal.includes('resume a,b');
    });
    const before = journal.slice(0, journal.indexOf('start a,b') + 1);
    expect(before).toEqual(['start a', 'pause a', 'stop a', 'pause a,b', 'start a,b']);
    await source.stop(10);
  });

  it('drains one consumer before another begins when the topic of a new tenant appears', async () => {
    const topics = ['a'];
    const { journal, source } = harness(topics);
    await waitFor(() => journal.length === 1);
    topics.push('b');
    await waitFor(() => journal.length === 3);
    await source.stop(10);
    expect(journal).toEqual(['start a', 'stop a', 'start a,b', 'stop a,b']);
    await expect(source.closed).resolves.toBeUndefined();
  });

  it('starts no consumer where there is nothing to read', async () => {
    const { journal, source } = harness([]);
    await source.stop(10);
    expect(journal).toEqual([]);
  });

  it('tries again when it cannot join, and reports it', async () => {
    const { journal, failures, source, failStarts } = harness(['a']);
    failStarts(2);
    await waitFor(() => journal.includes('start a'));
    expect(failures.length).toBeGreaterThan(0);
    await source.stop(10);
  });

  it('ends with what a consumer cannot survive', async () => {
    const { consumers, journal, source } = harness(['a']);
    await waitFor(() => journal.length === 1);
    consumers[0]?.fail(new TypeError('a bug'));
    await expect(source.closed).rejects.toThrow('a bug');
    await source.stop(10);
  });
});
