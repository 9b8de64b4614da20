import { handOver, openAnswer, readEvents, sendHandedOver } from '@millrace/testing';
import type { HandOverPlace, SeenEvent } from '@millrace/testing';
import { describe, expect, it, vi } from 'vitest';

/** A local start, and what can be done to it. */
export interface HandOverScene {
  /** A word that no other log holds. */
  readonly run: string;
  readonly place: () => Promise<HandOverPlace>;
  readonly crash: (service: string) => Promise<void>;
}

/** Tests of what goes on from what is found to what comes in. */
export function handOverTests({ run, place, crash }: HandOverScene): void {
  describe('a live stream', () => {
    /** Opens one of the logs of a name, and gathers its events until it is left or ends. */
    async function streamOf(name: string, headers: Readonly<Record<string, string>> = {}) {
      const { apiUrl, key } = await place();
      const asked = new URLSearchParams({ q: `handover:${name}`, live: 'true', limit: '10000' });
      const reply = await openAnswer(`${apiUrl}/v1/logs/stream?${asked.toString()}`, key, headers);
      const events: SeenEvent[] = [];
      const ended = (async () => {
        for await (const event of readEvents(reply)) events.push(event);
      })().catch(() => undefined);
      const idsOf = (seen: readonly SeenEvent[]) =>
        seen.flatMap(({ event, data }) => (event === 'log' ? [data['event.id'] as string] : []));
      return {
        events,
        has: (kind: string) => events.some(({ event }) => event === kind),
        found: () =>
          idsOf(
            events.slice(
              0,
              events.findIndex(({ event }) => event === 'live'),
            ),
          ),
        ids: () => idsOf(events),
        lastId: () => events.findLast(({ id }) => id !== undefined)?.id ?? '',
        leave: async () => {
          reply.destroy();
          await ended;
        },
      };
    }
    const named = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`);
    const wait = { timeout: 30_000, interval: 50 };

    it('has each log once, over the switch from what is found and over a fan-out that is killed', async () => {
      const name = `${run}live`;
      const sent = named(name, 900);
      const sending = sendHandedOver(await place(), sent, { name, overMs: 3_000 });
      await untilSome(name);
      const stream = await streamOf(name);
      await vi.waitUntil(() => stream.ids().length > stream.found().length + 50, wait);
      expect(stream.events.find(({ event }) => event === 'live')?.data).toMatchObject({ repeats: false });
      await crash('websocket-fanout');
      await sending;
      await vi.waitUntil(() => stream.ids().length >= sent.length, wait);
      expect(stream.ids().toSorted()).toEqual(sent.toSorted());
      expect(stream.found().length).toBeGreaterThan(0);
      expect(stream.has('interrupted')).toBe(true);
      expect(stream.has('gap') || stream.has('error')).toBe(false);

      await stream.leave();
      const more = named(`${name}-more`, 50);
      await sendHandedOver(await place(), more, { name, overMs: 100 });
      const next = await streamOf(name, { 'last-event-id': stream.lastId() });
      await vi.waitUntil(() => next.ids().length >= more.length, wait);
      expect(next.events.slice(0, 2).map(({ event }) => event)).toEqual(['watermark', 'live']);
      expect(next.ids().toSorted()).toEqual(more.toSorted());
      await next.leave();
    }, 60_000);

    async function untilSome(name: string): Promise<void> {
      const { apiUrl, key } = await place();
      const headers = { authorization: `Bearer ${key}` };
      await vi.waitUntil(async () => {
        const reply = await fetch(`${apiUrl}/v1/logs?q=handover:${name}&limit=1`, { headers });
        const { items, tailCursor } = (await reply.json()) as { items: unknown[]; tailCursor: string | null };
        return items.length > 0 && tailCursor !== null;
      }, wait);
    }
  });

  describe('a search while logs come in', () => {
    it('is gone on with by a tail from its cursor, without a gap and without a double', async () => {
      const started = await place();
      const tries = [200, 1_500].map((searchAfterMs, at) =>
        handOver(started, { name: `${run}h${at}`, logs: 100, overMs: 2_500, searchAfterMs }),
      );
      for (const shown of await Promise.all(tries))
        expect(shown).toMatchObject({ missing: [], doubled: [], faults: [] });
    }, 60_000);
  });
}
