import type { CorrelatedLog, LaneCuts } from '@millrace/correlation';
import type { LaneManifest, LaneSave } from '@millrace/mongo';
import type { CommitPoint } from '@millrace/pipeline';
import { documentId, encodeCommitLedger, formatTimestamp } from '@millrace/schemas';
import type { CorrelationGroup } from '@millrace/schemas';
import { describe, expect, it } from 'vitest';
import { openPartitionLane } from './partition-lane.js';

const T0 = Date.UTC(2026, 10, 21, 12);
const RULE = { name: 'r', windowMs: 30_000, horizonMs: 900_000, maxGroups: 10, maxIds: 1_000_000 };
const QUIET_MS = T0 + 60_000;

function log(offset: number, correlationId = 'a'): CorrelatedLog {
  const timestamp = formatTimestamp({ epochMs: T0, nanos: 0 });
  return {
    ...{ tenant: 'shop', correlationId, source: 'trace', topic: 'logs', partition: 0, offset, timestamp },
    ...{ timestampMs: T0, appendedAtMs: T0, service: 'web', severity: 9, closes: false },
    documentId: documentId('shop', String(offset), T0),
  };
}

function pointAt(offset: number, broken?: string): CommitPoint {
  const counts = { grouped: offset };
  const ledger = {
    v: 1,
    base: 0,
    epoch: 1,
    counts,
    gaps: {},
    ...(broken !== undefined && { broken }),
  } as const;
  return { topic: 'logs', partition: 0, offset, ledger };
}

/** A lane whose store and topic a test holds in its hands; `seen` is what happened, in order. */
function scene(manifest: Partial<LaneManifest> = {}) {
  const seen: string[] = [];
  const saves: LaneSave[] = [];
  const told: CorrelationGroup[] = [];
  const cut: LaneCuts[] = [];
  const hands = { answer: async () => true, tell: async () => true };
  const lane = openPartitionLane(
    {
      ...{ name: 'logs/0', topic: 'logs', partition: 0, groups: [] },
      manifest: {
        epoch: 1,
        offset: undefined,
        ledger: undefined,
        clocks: undefined,
        outbox: [],
        ...manifest,
      },
    },
    {
      rule: RULE,
      store: {
        async save(_lane, save) {
          const kept = await hands.answer();
          if (kept) saves.push(save);
          seen.push(kept ? `kept ${save.offset}` : 'refused');
          return kept;
        },
        async clearOutbox() {
          seen.push('cleared');
        },
      },
      async tell(groups) {
        const done = await hands.tell();
        if (done) told.push(...groups);
        seen.push(done ? `told ${groups.length}` : 'untold');
        return done;
      },
      onSaveFailed: (error) => seen.push(String(error)),
      onOutboxUncleared: () => seen.push('uncleared'),
      onLost: () => seen.push('lost'),
      onCut: (_lane, cuts) => cut.push(cuts),
    },
  );
  return { lane, hands, seen, saves, told, cut };
}

describe('a lane of the engine', () => {
  it('keeps first, tells then, and clears its outbox at last', async () => {
    const { lane, seen, saves } = scene();
    await lane.idle();
    lane.take(log(0));
    expect(await lane.save(pointAt(1), QUIET_MS)).toBe(true);
    await lane.idle();
    expect(seen).toEqual(['kept 1', 'told 1', 'cleared']);
    expect(saves).toMatchObject([{ epoch: 1, offset: 1, outbox: [expect.stringContaining('"logs":1')] }]);
  });

  it('keeps at the next time what could not be kept, and tells nothing before', async () => {
    const { lane, hands, seen, saves } = scene();
    await lane.idle();
    lane.take(log(0));
    hands.answer = () => Promise.reject(new Error('away'));
    expect(await lane.save(pointAt(1), QUIET_MS)).toBe(false);
    await lane.idle();
    expect(seen).toEqual(['Error: away']);
    hands.answer = async () => true;
    lane.take(log(1, 'b'));
    expect(await lane.save(pointAt(2), QUIET_MS)).toBe(true);
    await lane.idle();
    expect([...(saves[0]?.changes.keys() ?? [])]).toEqual(['0', '1']);
    expect(saves[0]?.outbox).toHaveLength(2);
  });

  it('keeps what it held when it was asked, whatever it takes meanwhile', async () => {
    const { lane, hands, saves } = scene();
    await lane.idle();
    const answer = Promise.withResolvers<boolean>();
    hands.answer = () => answer.promise;
    lane.take(log(0));
    const saved = lane.save(pointAt(1), undefined);
    lane.take(log(1));
    answer.resolve(true);
    expect(await saved).toBe(true);
    expect([...(saves[0]?.changes.values() ?? [])]).toMatchObject([{ logs: 1 }]);
  });

  it('keeps nothing at a point that does not yet know of a log it has taken', async () => {
    const { lane, saves } = scene();
    await lane.idle();
    lane.take(log(0));
    lane.take(log(1));
    expect(await lane.save(pointAt(1), undefined)).toBe(false);
    expect(await lane.save(pointAt(2), undefined)).toBe(true);
    expect(saves).toHaveLength(1);
  });

  it('lets a point pass that says the books are broken, and keeps nothing above it', async () => {
    const { lane, saves } = scene();
    await lane.idle();
    lane.take(log(0));
    expect(await lane.save(pointAt(0, 'they are'), undefined)).toBe(true);
    expect(saves).toEqual([]);
  });

  it.each([
    ['was kept', {}, 0],
    ['was kept up to there', { offset: 40 }, 50],
  ])('lets a point pass that says the state is gone, though nothing %s', async (_, manifest, offset) => {
    const ledger = encodeCommitLedger(pointAt(40).ledger);
    const { lane, saves } = scene('offset' in manifest ? { ...manifest, ledger } : {});
    await lane.idle();
    const before = lane.point();
    expect(await lane.save(pointAt(offset, 'the state is gone'), undefined)).toBe(true);
    expect(saves).toEqual([]);
    expect(lane.point()).toEqual(before);
  });

  it('keeps what it holds with books that broke behind it', async () => {
    const { lane, saves } = scene();
    await lane.idle();
    lane.take(log(0));
    expect(await lane.save(pointAt(1, 'they are'), undefined)).toBe(true);
    expect(saves).toMatchObject([{ offset: 1, ledger: expect.stringContaining('they are') }]);
  });

  it('is kept anew below where it was kept, when an operator has let the books begin there', async () => {
    const { lane, saves } = scene({ offset: 40, ledger: encodeCommitLedger(pointAt(40).ledger) });
    await lane.idle();
    expect(await lane.save(pointAt(0), undefined)).toBe(true);
    expect(saves).toMatchObject([{ offset: 0 }]);
  });

  it('keeps nothing more before what it kept was told', async () => {
    const { lane, hands, seen } = scene();
    await lane.idle();
    const telling = Promise.withResolvers<boolean>();
    hands.tell = () => telling.promise;
    lane.take(log(0));
    expect(await lane.save(pointAt(1), QUIET_MS)).toBe(true);
    lane.take(log(1, 'b'));
    expect(await lane.save(pointAt(2), QUIET_MS)).toBe(false);
    telling.resolve(true);
    await lane.idle();
    expect(await lane.save(pointAt(2), QUIET_MS)).toBe(true);
    await lane.idle();
    expect(seen).toEqual(['kept 1', 'told 1', 'cleared', 'kept 2', 'told 1', 'cleared']);
  });

  it('closes groups under its last point when no log came since, and only then', async () => {
    const { lane, seen } = scene();
    await lane.idle();
    lane.take(log(0));
    await lane.closeQuiet(QUIET_MS);
    expect(seen).toEqual([]);
    await lane.save(pointAt(1), T0);
    await lane.idle();
    lane.pass(1);
    await lane.closeQuiet(QUIET_MS);
    expect(seen).toEqual(['kept 1']);
    await lane.save(pointAt(2), T0);
    await lane.idle();
    await lane.closeQuiet(QUIET_MS);
    await lane.idle();
    expect(seen).toEqual(['kept 1', 'kept 2', 'kept 2', 'told 1', 'cleared']);
    await lane.closeQuiet(QUIET_MS);
    expect(seen).toHaveLength(5);
  });

  it('is lost when another owner has come: it tells nothing and asks for nothing any more', async () => {
    const { lane, hands, seen } = scene();
    await lane.idle();
    hands.answer = async () => false;
    lane.take(log(0));
    expect(await lane.save(pointAt(1), QUIET_MS)).toBe(false);
    await lane.closeQuiet(QUIET_MS);
    expect(await lane.save(pointAt(1), QUIET_MS)).toBe(false);
    expect(lane.isLost()).toBe(true);
    expect(seen).toEqual(['refused', 'lost']);
  });

  it('leaves in the outbox what it was given up over, for the next owner to tell', async () => {
    const first = scene();
    await first.lane.idle();
    first.hands.tell = async () => false;
    first.lane.take(log(0));
    await first.lane.save(pointAt(1), QUIET_MS);
    await first.lane.idle();
    expect(first.seen).toEqual(['kept 1', 'untold']);
    const { ledger = '', outbox = [] } = first.saves[0] ?? {};
    const second = scene({ epoch: 2, offset: 1, ledger, outbox });
    await second.lane.idle();
    expect(second.seen).toEqual(['told 1', 'cleared']);
    expect(second.told).toMatchObject([{ revision: 1, evidence: { epoch: 1 } }]);
    expect(second.lane.point()).toEqual(pointAt(1));
  });

  it('has no room once it holds too many logs that could not be kept, until they are', async () => {
    const { lane, hands } = scene();
    await lane.idle();
    const takeMany = (from: number): void => {
      for (let at = from; at < from + 30_000; at++) lane.take(log(at));
    };
    hands.answer = () => Promise.reject(new Error('away'));
    takeMany(0);
    await lane.save(pointAt(30_000), undefined);
    expect(lane.hasRoom()).toBe(true);
    takeMany(30_000);
    await lane.save(pointAt(60_000), undefined);
    expect(lane.hasRoom()).toBe(false);
    const answer = Promise.withResolvers<boolean>();
    hands.answer = () => answer.promise;
    const saved = lane.save(pointAt(60_000), undefined);
    takeMany(60_000);
    answer.resolve(true);
    expect(await saved).toBe(true);
    expect(lane.hasRoom()).toBe(true);
    takeMany(90_000);
    expect(lane.hasRoom()).toBe(false);
  });

  it('goes on with the clocks of the last owner, so that what it has forgotten comes late', async () => {
    const first = scene();
    await first.lane.idle();
    first.lane.take(log(0));
    await first.lane.save(pointAt(1), QUIET_MS);
    await first.lane.idle();
    await first.lane.closeQuiet(QUIET_MS + RULE.horizonMs);
    await first.lane.idle();
    expect(first.lane.groups()).toEqual({ open: 0, closed: 0 });
    const { ledger = '', clocks } = first.saves.at(-1) ?? {};
    const second = scene({ epoch: 2, offset: 1, ledger, clocks });
    expect(second.lane.take(log(0))).toBe('late');
  });

  it('has no room when it holds too many open groups, until some are closed', async () => {
    const { lane, cut } = scene();
    await lane.idle();
    for (let at = 0; at < 15; at++) lane.take(log(at, `id-${at}`));
    expect(lane.hasRoom()).toBe(false);
    await lane.save(pointAt(15), undefined);
    expect(lane.hasRoom()).toBe(true);
    expect(lane.groups()).toEqual({ open: 10, closed: 5 });
    expect(cut).toEqual([{ closed: 5, forgotten: 0, ids: 0 }]);
  });
});
