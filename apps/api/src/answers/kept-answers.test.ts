import { describe, expect, it } from 'vitest';
import { parseQuery } from '@millrace/filter';
import { unknownCompleteness } from '../completeness/unknown-completeness.js';
import type { InquiryMembers } from '../search/log-inquiry.js';
import { createKeptAnswers } from './kept-answers.js';
import type { KeptQuestion } from './kept-answers.js';
import { createMemoryAnswerCache } from './memory-answer-cache.js';

const never = new AbortController().signal;

interface Found extends InquiryMembers {
  readonly logs: number;
}

/** A tenant's logs, what a search of them sees, and how often one looked. */
function logsOf(cache = createMemoryAnswerCache(65_536, () => undefined)) {
  const outcomes: string[] = [];
  const state = { logs: 1, mark: 'mark 1', clock: 0, looked: 0 };
  const refresh = () => {
    state.logs += 1;
    state.mark = `mark ${state.logs}`;
  };
  const read = () => unknownCompleteness((state.clock += 1_000), 'nobody asked');
  const answers = createKeptAnswers({
    cache,
    views: { mark: () => Promise.resolve(state.mark) },
    completeness: { read },
    count: (outcome) => outcomes.push(outcome),
  });
  const look = (): Promise<Found> => {
    state.looked += 1;
    return Promise.resolve({ logs: state.logs, tookMs: 7, ...read() });
  };
  const ask = (question: KeptQuestion, find: (signal: AbortSignal) => Promise<Found> = look) =>
    answers.answer(question, find, never);
  return { answers, state, outcomes, refresh, look, ask };
}

function histogram(q = 'error', rest: Partial<KeptQuestion['scope']> = {}, parameters: unknown = {}) {
  const scope = { tenant: 'acme', query: parseQuery(q), text: q, ...rest };
  return { kind: 'histogram', scope, parameters } as const;
}

describe('kept answers', () => {
  it('give the same answer without looking, and read anew what it covers', async () => {
    const { state, outcomes, ask } = logsOf();
    const first = await ask(histogram());
    const second = await ask(histogram('(error) error'));
    expect(second).toEqual({ ...first, tookMs: 0, completeness: expect.anything() });
    expect(second.completeness).not.toEqual(first.completeness);
    expect([state.looked, outcomes]).toEqual([1, ['miss', 'hit']]);
  });

  it('are of one tenant, kind, query, range and parameters', async () => {
    const { state, ask } = logsOf();
    const questions = [
      histogram(),
      histogram('error', { tenant: 'other' }),
      { ...histogram(), kind: 'fields' as const },
      histogram('errors'),
      histogram('error', { from: '2026-11-21T00:00:00Z' }),
      histogram('error', { to: '2026-11-21T00:00:00Z' }),
      histogram('error', {}, { top: 5 }),
      histogram('error', {}, { top: 6 }),
    ];
    for (const question of [...questions, ...questions]) await ask(question);
    expect(state.looked).toBe(questions.length);
  });

  it('are made anew once searches see something else', async () => {
    const { refresh, ask } = logsOf();
    expect(await ask(histogram())).toMatchObject({ logs: 1 });
    refresh();
    expect(await ask(histogram())).toMatchObject({ logs: 2 });
  });

  it.each(['before', 'after'])(
    'are not kept when a refresh came %s the question was answered',
    async (when) => {
      const { state, refresh, look, ask } = logsOf();
      const during = async () => {
        if (when === 'before') refresh();
        const found = await look();
        if (when === 'after') refresh();
        return found;
      };
      await ask(histogram(), during);
      expect(await ask(histogram())).toMatchObject({ logs: 2 });
      state.mark = 'mark 1';
      state.logs = 9;
      expect(await ask(histogram())).toMatchObject({ logs: 9 });
    },
  );

  it('are not kept when they are incomplete or failed', async () => {
    const { state, look, ask } = logsOf();
    await ask(histogram(), async () => ({ ...(await look()), incomplete: 'late' }));
    await expect(ask(histogram(), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await ask(histogram())).not.toHaveProperty('incomplete');
    expect(state.looked).toBe(2);
  });

  it('are shared by those who ask at a time, each with what it covers, unless they see something newer', async () => {
    const { state, outcomes, refresh, look, ask } = logsOf();
    const go = Promise.withResolvers<undefined>();
    const slowly = async () => {
      const found = await look();
      await go.promise;
      return found;
    };
    const both = [ask(histogram(), slowly), ask(histogram(), slowly)];
    await expect.poll(() => outcomes).toEqual(['miss', 'joined']);
    refresh();
    expect(await ask(histogram())).toMatchObject({ logs: 2 });
    go.resolve(undefined);
    const [a, b] = await Promise.all(both);
    expect([a?.logs, b?.logs, state.looked]).toEqual([1, 1, 2]);
    expect(a?.completeness).not.toEqual(b?.completeness);
  });

  it('are passed by where it is not known what searches see, and where the cache fails', async () => {
    const { state, outcomes, look } = logsOf();
    const broken = () => Promise.reject(new Error('away'));
    const { ask } = logsOf({ get: broken, set: broken, bytes: () => 0 });
    expect(await ask(histogram())).toMatchObject({ logs: 1 });
    const blind = createKeptAnswers({
      cache: createMemoryAnswerCache(65_536, () => undefined),
      views: { mark: broken },
      completeness: { read: () => unknownCompleteness(0, 'nobody asked') },
      count: (outcome) => outcomes.push(outcome),
    });
    for (let n = 0; n < 2; n++) await blind.answer(histogram(), look, never);
    expect([state.looked, outcomes]).toEqual([2, ['uncached', 'uncached']]);
    const left = AbortSignal.abort(new Error('left'));
    await expect(blind.answer(histogram(), look, left)).rejects.toThrow('left');
  });
});
