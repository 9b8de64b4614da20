import { describe, expect, it } from 'vitest';
import { parseQuery } from '@millrace/filter';
import { createCostGuard } from './cost-guard.js';

const signal = new AbortController().signal;
const DAYS = Array.from({ length: 30 }, (_, n) => `2026.11.${String(n + 1).padStart(2, '0')}`);

/** A guard over thirty days, and how often it asked for them. */
function guardOf(limit: number, clock = { ms: 0 }) {
  const asked: string[] = [];
  const list = (pattern: string) => {
    asked.push(pattern);
    const names = DAYS.map((day) => ({ index: `millrace-logs-acme-${day}`, uuid: day, createdAtMs: 0 }));
    return Promise.resolve([...names, { index: 'something-else', uuid: 'x', createdAtMs: 0 }]);
  };
  return { guard: createCostGuard(limit, { list, now: () => clock.ms }), asked };
}
const scope = (text: string, range: { from?: string; to?: string } = {}) => ({
  ...{ tenant: 'acme', text, query: parseQuery(text) },
  ...range,
});
const DAY = { from: '2026-11-10T00:00:00Z', to: '2026-11-10T12:00:00Z' };

describe('the cost of a search', () => {
  it('is the weight of its terms, once for every day in its range', async () => {
    const { guard } = guardOf(1_000);
    const cost = async (text: string, range = {}) => {
      const { total, indices, terms } = await guard.assess(scope(text, range), signal);
      return [terms.map(({ term }) => term), indices, total];
    };
    expect(await cost('')).toEqual([[], 30, 0]);
    expect(await cost('a "b c" host:x', DAY)).toEqual([['a', '"b c"', 'host.name:x'], 1, 4]);
    expect(await cost('latency_ms>5 -trace.id:*')).toEqual([
      ['numbers.latency_ms>5', '-trace.id:*'],
      ...[30, 120],
    ]);
    expect(await cost('(a OR b)', { from: '2026-11-29T23:59:59Z' })).toEqual([['a', 'b'], 2, 4]);
  });

  it('above the limit is refused, with the reason, the way out and the figures', async () => {
    const { guard, asked } = guardOf(15);
    await expect(guard.require(scope('error'), signal)).rejects.toMatchObject({
      code: 'query-too-costly',
      message: expect.stringMatching(
        /cost 30, of 15 .* mostly for error .* 30 day indices\. Narrow from and to to 15/,
      ),
      extra: { members: { cost: 30, limit: 15, indices: 30 } },
    });
    await guard.require(scope('error', DAY), signal);
    expect(asked).toEqual(['millrace-logs-acme-*']);
  });

  it('counts what is done with the logs found', async () => {
    const more = { term: 'by=x', weight: 20, why: 'every value is counted' };
    const { guard } = guardOf(500);
    await guard.require(scope('error'), signal);
    await expect(guard.require(scope('error'), signal, more)).rejects.toThrow('mostly for by=x');
  });

  it('goes by days that were listed up to ten seconds before, but refuses by none of them', async () => {
    const clock = { ms: 0 };
    const { guard, asked } = guardOf(30, clock);
    const times = async (text: string) => {
      await guard.require(scope(text), signal).catch(() => undefined);
      return asked.length;
    };
    expect([await times('error'), await times('error'), await times('a b')]).toEqual([1, 1, 2]);
    clock.ms = 10_000;
    expect([await times('error'), await times('error')]).toEqual([3, 3]);
  });

  it('of ordinary queries is known without asking Elasticsearch for its indices', async () => {
    const { guard, asked } = guardOf(60_000);
    await guard.require(scope('service.name:checkout severity>=warn "payment failed" -host:web-1'), signal);
    expect(asked).toEqual([]);
  });
});
