import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCorrelationStore } from '../src/correlation-store.js';
import type { CorrelationStore, LaneSave } from '../src/correlation-store.js';
import { scratchDatabase } from './scratch-database.js';

describe('state of the correlation engine in MongoDB', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>;
  let store: CorrelationStore;
  let lanes = 0;
  let nowMs = Date.UTC(2026, 0, 1);
  const save = (epoch: number, more: Partial<LaneSave> = {}): LaneSave => ({
    ...{ epoch, offset: 10, ledger: 'books', clocks: 'noon', outbox: [], changes: new Map() },
    ...more,
  });
  const newLane = () => `lane-${lanes++}`;
  beforeAll(async () => {
    database = await scratchDatabase();
    store = await createCorrelationStore(database, () => nowMs);
  });
  afterAll(() => database.drop());

  it('is found by the next owner as it was saved last', async () => {
    const lane = newLane();
    expect(await store.claim(lane)).toEqual({
      ...{ epoch: 1, offset: undefined, ledger: undefined, clocks: undefined, outbox: [] },
    });
    const first = new Map([
      ['a', { logs: 1 }],
      ['b', { logs: 2 }],
    ]);
    expect(await store.save(lane, save(1, { changes: first }))).toBe(true);
    const second = new Map([
      ['a', undefined],
      ['c', { logs: 4 }],
    ]);
    expect(await store.save(lane, save(1, { offset: 20, outbox: ['told?'], changes: second }))).toBe(true);
    expect(await store.claim(lane)).toEqual({
      ...{ epoch: 2, offset: 20, ledger: 'books', clocks: 'noon', outbox: ['told?'] },
    });
    expect(await store.load(lane)).toEqual([{ logs: 2 }, { logs: 4 }]);
    await store.clearOutbox(lane, 2);
    expect((await store.claim(lane)).outbox).toEqual([]);
  });

  it('takes nothing from an owner that another one has followed', async () => {
    const lane = newLane();
    const zombie = await store.claim(lane);
    const owner = await store.claim(lane);
    const changes = new Map([['a', { of: 'owner' }]]);
    expect(await store.save(lane, save(owner.epoch, { changes, outbox: ['of the owner'] }))).toBe(true);
    const late = save(zombie.epoch, { offset: 99, changes: new Map([['a', { of: 'zombie' }]]) });
    expect(await store.save(lane, late)).toBe(false);
    await store.clearOutbox(lane, zombie.epoch);
    expect(await store.load(lane)).toEqual([{ of: 'owner' }]);
    expect(await store.claim(lane)).toMatchObject({ offset: 10, outbox: ['of the owner'] });
  });

  it('gives owners that come together epochs of their own', async () => {
    const lane = newLane();
    const claims = await Promise.all(Array.from({ length: 10 }, () => store.claim(lane)));
    expect(new Set(claims.map(({ epoch }) => epoch)).size).toBe(10);
  });

  it('begins a lane whose state was lost above every epoch it had, whenever it began', async () => {
    const lane = newLane();
    await store.claim(lane);
    const { epoch } = await store.claim(lane);
    nowMs += 3_600_000;
    expect((await store.claim(lane)).epoch).toBe(epoch + 1);
    await database.db.collection<{ _id: string }>('correlation_lanes').deleteOne({ _id: lane });
    const anew = await store.claim(lane);
    expect(anew.epoch).toBeGreaterThan(epoch + 1);
    expect((await store.claim(lane)).epoch).toBe(anew.epoch + 1);
  });

  it('takes thousands of groups at once', async () => {
    const lane = newLane();
    const { epoch } = await store.claim(lane);
    const changes = new Map(
      Array.from({ length: 5_000 }, (_, index) => [`group-${index}`, { text: 'x'.repeat(1_000) }]),
    );
    expect(await store.save(lane, save(epoch, { changes }))).toBe(true);
    expect((await store.load(lane)).length).toBe(5_000);
  });

  it('keeps more untold revisions than one document holds, in their order', async () => {
    const lane = newLane();
    const { epoch } = await store.claim(lane);
    const outbox = Array.from({ length: 3_000 }, (_, index) => `${index} ${'x'.repeat(10_000)}`);
    expect(await store.save(lane, save(epoch, { outbox }))).toBe(true);
    expect((await store.claim(lane)).outbox).toEqual(outbox);
  });
});
