import type { CorrelationGroup } from '@millrace/schemas';
import { correlationVersion, documentId, formatTimestamp } from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CorrelatedLog } from './correlated-log.js';
import { createGroupLane } from './group-lane.js';
import type { GroupLane } from './group-lane.js';
import { restoreSession, storeSession } from './stored-session.js';

const T0 = Date.parse('2026-11-21T12:00:00Z');
const WINDOW_MS = 30_000;
const RULE = {
  name: 'correlation-id',
  windowMs: WINDOW_MS,
  horizonMs: 900_000,
  maxGroups: 100_000,
  maxIds: 1_000_000,
};

interface Sent {
  readonly id?: string;
  readonly at: number;
  readonly service?: string;
  readonly severity?: number;
  readonly closes?: boolean;
  readonly appendedAt?: number;
}

let offset = 0;
function log({
  id = 'a',
  at,
  service = 'web',
  severity = 9,
  closes = false,
  appendedAt = at,
}: Sent): CorrelatedLog {
  const timestampMs = T0 + at;
  return {
    ...{ tenant: 'shop', correlationId: id, source: 'trace', topic: 'logs', partition: 0, offset: offset++ },
    documentId: documentId('shop', `${id}-${at}-${service}-${severity}`, timestampMs),
    timestamp: formatTimestamp({ epochMs: timestampMs, nanos: 0 }),
    ...{ timestampMs, appendedAtMs: T0 + appendedAt, service, severity, closes },
  };
}

function laneOf(...logs: readonly CorrelatedLog[]): GroupLane {
  const lane = createGroupLane(RULE, 1);
  for (const each of logs) lane.take(each);
  return lane;
}

/** The lane of another owner, as the first one would have been kept. */
function nextOwner(lane: GroupLane): GroupLane {
  const next = createGroupLane(RULE, 2);
  const sessions = [...lane.takeChanges().values()].filter((one) => one !== undefined);
  next.restore(sessions, lane.clocks());
  return next;
}

/** What is left of a group once what depends on the order of arrival is taken away. */
function lasting({ revision: _revision, evidence: _evidence, members, ...rest }: CorrelationGroup) {
  return { ...rest, members: members.map(({ offset: _offset, ...member }) => member) };
}

const versionOf = ({ evidence, revision }: CorrelationGroup) => correlationVersion(evidence.epoch, revision);

/** The last revision of every group. */
function latest(revisions: readonly CorrelationGroup[]): readonly CorrelationGroup[] {
  const byId = new Map<string, CorrelationGroup>();
  for (const each of revisions) {
    const before = byId.get(each.id);
    if (!before || versionOf(before) < versionOf(each)) byId.set(each.id, each);
  }
  const place = (group: CorrelationGroup) => `${group['correlation.id']} ${group['@timestamp']}`;
  return [...byId.values()].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

describe('a group', () => {
  it('is closed a window after its last log, by the clock on the wall once everything was read', () => {
    const lane = laneOf(log({ at: 0 }), log({ at: 10_000, service: 'stock', severity: 17 }));
    expect(lane.closeDue(T0 + 39_999)).toEqual([]);
    const [group] = lane.closeDue(T0 + 40_000);
    expect(group).toMatchObject({
      ...{ status: 'timeout', revision: 1, logs: 2, errors: 1, durationMs: 10_000, precision: 'exact' },
      ...{ services: ['web', 'stock'], levels: { info: 1, error: 1 }, 'correlation.id': 'a' },
    });
    expect(lane.closeDue(T0 + 100_000)).toEqual([]);
  });

  it('is not closed by the wall while records wait to be read', () => {
    const lane = laneOf(log({ at: 0 }));
    expect(lane.closeDue()).toEqual([]);
    lane.take(log({ id: 'b', at: 29_000, service: 'other' }));
    expect(lane.closeDue()).toEqual([]);
    lane.take(log({ id: 'b', at: 30_000, service: 'other' }));
    expect(lane.closeDue()).toMatchObject([{ 'correlation.id': 'a', status: 'timeout' }]);
  });

  it('is closed by the event time of its own sources, so that old files need no waiting', () => {
    const lane = laneOf(
      log({ at: 0, appendedAt: 5_000_000 }),
      log({ id: 'b', at: 36_000, appendedAt: 5_000_001 }),
    );
    expect(lane.closeDue()).toMatchObject([{ 'correlation.id': 'a' }]);
  });

  it('is not closed by the clock of one wrong source', () => {
    const lane = laneOf(log({ at: 0 }), log({ id: 'b', at: 90_000, appendedAt: 1_000 }));
    expect(lane.closeDue()).toEqual([]);
  });

  it('is complete with its closing event, after a moment for stragglers', () => {
    const lane = laneOf(log({ at: 0 }), log({ at: 500, closes: true }));
    expect(lane.closeDue(T0 + 1_000)).toEqual([]);
    expect(lane.closeDue(T0 + 1_500)).toMatchObject([{ status: 'complete', logs: 2 }]);
  });

  it('ends with a pause longer than the window: what follows is another', () => {
    const lane = laneOf(log({ at: 0 }), log({ at: 30_001 }));
    const revisions = lane.closeDue(T0 + 100_000);
    expect(revisions.map(({ logs }) => logs)).toEqual([1, 1]);
    expect(new Set(revisions.map(({ id }) => id)).size).toBe(2);
  });

  it('is revised by a late log under the same id', () => {
    const lane = laneOf(log({ at: 0 }));
    const [first] = lane.closeDue(T0 + 40_000);
    lane.take(log({ at: 5_000, appendedAt: 60_000 }));
    const [second] = lane.closeDue(T0 + 90_000);
    expect(second).toMatchObject({ id: first?.id, revision: 2, logs: 2, evidence: { late: 1 } });
  });

  it('takes another in when a late log bridges the pause, and says so of the other', () => {
    const lane = laneOf(log({ at: 0 }), log({ at: 40_000 }));
    const [first, second] = lane.closeDue(T0 + 100_000);
    lane.take(log({ at: 20_000, appendedAt: 110_000 }));
    const revisions = lane.closeDue(T0 + 150_000);
    expect(revisions).toMatchObject([
      { id: second?.id, status: 'merged', mergedInto: first?.id, revision: 2 },
      { id: first?.id, status: 'timeout', logs: 3, revision: 2 },
    ]);
  });

  it('counts a second delivery once', () => {
    const lane = laneOf(log({ at: 0 }));
    expect(lane.take(log({ at: 0 }))).toBe('duplicate');
    expect(lane.closeDue(T0 + 40_000)).toMatchObject([{ logs: 1, evidence: { duplicates: 1 } }]);
  });

  it('is forgotten after the horizon', () => {
    const lane = laneOf(log({ at: 0 }));
    lane.closeDue(T0 + 40_000);
    expect(lane.groups()).toEqual({ open: 0, closed: 1 });
    lane.closeDue(T0 + 40_000 + RULE.horizonMs);
    expect(lane.groups()).toEqual({ open: 0, closed: 0 });
  });

  it('is closed early rather than let the lane grow without bound', () => {
    const lane = createGroupLane({ ...RULE, maxGroups: 2 }, 1);
    for (const id of ['a', 'b', 'c']) lane.take(log({ id, at: 0 }));
    expect(lane.closeDue()).toMatchObject([{ 'correlation.id': 'a' }]);
  });
});

describe('a log that comes after its group may have been forgotten', () => {
  const HOUR_MS = 3_600_000;

  it('is late, when its own source has long gone on', () => {
    const lane = laneOf(log({ at: HOUR_MS }));
    expect(lane.take(log({ id: 'b', at: 0, appendedAt: HOUR_MS }))).toBe('late');
    expect(lane.groups()).toEqual({ open: 1, closed: 0 });
  });

  it('is grouped, when its source lags as a whole', () => {
    const lane = laneOf(log({ at: HOUR_MS }));
    expect(lane.take(log({ id: 'b', at: 0, service: 'stock', appendedAt: HOUR_MS }))).toBe('grouped');
  });

  it('is grouped, when the group is still there', () => {
    const lane = laneOf(log({ id: 'b', at: 0 }), log({ at: HOUR_MS }));
    expect(lane.take(log({ id: 'b', at: 1_000, appendedAt: HOUR_MS }))).toBe('grouped');
  });

  it('is late for the next owner too', () => {
    const lane = nextOwner(laneOf(log({ at: HOUR_MS })));
    expect(lane.take(log({ id: 'b', at: 0, appendedAt: HOUR_MS }))).toBe('late');
  });

  it('is late when it was of that group, though its source has been silent since', () => {
    const lane = laneOf(...[0, 1, 2, 3, 4].map((at) => log({ at })));
    expect(lane.closeDue(T0 + HOUR_MS)).toMatchObject([{ logs: 5 }]);
    lane.closeDue(T0 + 2 * HOUR_MS);
    expect(lane.groups()).toEqual({ open: 0, closed: 0 });
    expect(lane.take(log({ at: 0, appendedAt: 2 * HOUR_MS }))).toBe('late');
    expect(nextOwner(lane).take(log({ at: 0, appendedAt: 2 * HOUR_MS }))).toBe('late');
  });

  it('is grouped, when only logs of other tenants and sources are forgotten', () => {
    const lane = laneOf(log({ at: 10 }));
    lane.closeDue(T0 + HOUR_MS);
    lane.closeDue(T0 + 2 * HOUR_MS);
    const lagging = { at: 0, appendedAt: 2 * HOUR_MS };
    expect(lane.take({ ...log(lagging), tenant: 'other' })).toBe('grouped');
    expect(lane.take(log({ ...lagging, service: 'stock' }))).toBe('grouped');
  });

  it('is late when it was of that group, though the next one has widened until it is near', () => {
    const lane = createGroupLane({ ...RULE, maxGroups: 1, horizonMs: 0 }, 1);
    for (const given of [{ at: 0 }, { id: 'b', at: 20_000 }, { at: 40_000 }]) lane.take(log(given));
    expect(lane.closeDue()).toHaveLength(2);
    expect(lane.take(log({ at: 30_000, appendedAt: 40_000 }))).toBe('grouped');
    expect(lane.take(log({ at: 0, appendedAt: 40_000 }))).toBe('late');
    expect(nextOwner(lane).take(log({ at: 0, appendedAt: 40_000 }))).toBe('late');
  });

  it('is not late for good because of one wrong stamp', () => {
    const lane = laneOf(log({ at: 0 }), log({ at: 5 * HOUR_MS, appendedAt: 0 }));
    lane.closeDue(T0 + HOUR_MS);
    lane.closeDue(T0 + 2 * HOUR_MS);
    expect(lane.take(log({ at: 2 * HOUR_MS }))).toBe('grouped');
  });

  it('is late, when it was of a group with more services or sources than are remembered', () => {
    const many = Array.from({ length: 3_000 }, (_, at) => log({ at, service: `service-${at}` }));
    const lane = laneOf(...many);
    lane.closeDue(T0 + HOUR_MS);
    lane.closeDue(T0 + 2 * HOUR_MS);
    expect(lane.take(log({ at: 0, service: 'service-0', appendedAt: 2 * HOUR_MS }))).toBe('late');
    expect(lane.take(log({ at: 2_500, service: 'service-2500', appendedAt: 2 * HOUR_MS }))).toBe('late');
  });
});

describe('a lane with more groups than it may have', () => {
  const small = () => createGroupLane({ ...RULE, maxGroups: 1 }, 1);

  it('says of a group that it was closed early, until it is closed for good', () => {
    const lane = small();
    for (const id of ['a', 'b']) lane.take(log({ id, at: 0 }));
    expect(lane.closeDue()).toMatchObject([{ 'correlation.id': 'a', precision: 'approximate' }]);
    expect(lane.takeCuts()).toEqual({ closed: 1, forgotten: 0, ids: 0 });
    lane.take(log({ id: 'a', at: 5 }));
    expect(lane.closeDue(T0 + 60_000)).toMatchObject([
      { 'correlation.id': 'b', precision: 'exact' },
      { 'correlation.id': 'a', precision: 'exact', logs: 2, revision: 2 },
    ]);
    expect(lane.takeCuts()).toEqual({ closed: 0, forgotten: 1, ids: 0 });
  });

  it('makes no second group of what it forgot early without saying so', () => {
    const lane = small();
    for (const id of ['a', 'b', 'c']) lane.take(log({ id, at: 0 }));
    expect(lane.closeDue()).toMatchObject([{ 'correlation.id': 'a' }, { 'correlation.id': 'b' }]);
    expect(lane.takeCuts()).toEqual({ closed: 2, forgotten: 1, ids: 0 });
    const next = nextOwner(lane);
    for (const owner of [lane, next]) {
      expect(owner.take(log({ id: 'a', at: 0 }))).toBe('late');
      owner.take(log({ id: 'a', at: 5 }));
      owner.take(log({ id: 'd', at: 60_000 }));
    }
    expect(next.closeDue(T0 + 200_000)).toMatchObject([
      { 'correlation.id': 'c', precision: 'exact' },
      { 'correlation.id': 'a', precision: 'approximate', logs: 1 },
      { 'correlation.id': 'd', precision: 'exact' },
    ]);
  });

  it('counts nothing as cut that was due', () => {
    const lane = laneOf(log({ at: 0 }));
    lane.closeDue(T0 + 40_000);
    lane.closeDue(T0 + 40_000 + RULE.horizonMs);
    expect(lane.takeCuts()).toEqual({ closed: 0, forgotten: 0, ids: 0 });
  });
});

describe('a lane with more ids than it may have', () => {
  it('gives up those of the largest group, which is approximate from then on, and of no other', () => {
    const lane = createGroupLane({ ...RULE, maxIds: 100 }, 1);
    for (let at = 0; at < 30; at++) lane.take(log({ id: 'small', at }));
    for (let at = 0; at < 71; at++) lane.take(log({ id: 'large', at }));
    expect(lane.takeCuts()).toMatchObject({ ids: 1 });
    expect(lane.take(log({ id: 'small', at: 0 }))).toBe('duplicate');
    expect(lane.take(log({ id: 'large', at: 0 }))).toBe('grouped');
    for (let at = 30; at < 90; at++) lane.take(log({ id: 'small', at }));
    for (let at = 90; at < 130; at++) lane.take(log({ id: 'large', at }));
    expect(lane.takeCuts()).toMatchObject({ ids: 0 });
    const next = createGroupLane({ ...RULE, maxIds: 100 }, 2);
    const sessions = [...lane.takeChanges().values()].filter((one) => one !== undefined);
    const kept = sessions.map((session) => JSON.stringify(storeSession(session)));
    next.restore(
      kept.map((text) => restoreSession(JSON.parse(text))),
      lane.clocks(),
    );
    expect(next.take(log({ id: 'small', at: 0 }))).toBe('duplicate');
    expect(next.take(log({ id: 'large', at: 0 }))).toBe('grouped');
    for (let at = 90; at < 101; at++) next.take(log({ id: 'small', at }));
    expect(next.takeCuts()).toMatchObject({ ids: 1 });
    expect(lane.closeDue(T0 + 60_000)).toMatchObject([
      { 'correlation.id': 'small', logs: 90, precision: 'exact' },
      { 'correlation.id': 'large', logs: 112, precision: 'approximate' },
    ]);
  });

  it('counts those of merged and forgotten groups no more', () => {
    const lane = createGroupLane({ ...RULE, maxIds: 10 }, 1);
    for (let round = 0; round < 10; round++) {
      for (const at of [0, 40_000, 20_000]) lane.take(log({ at: at + round * 3_600_000 }));
      lane.closeDue(T0 + (round + 1) * 3_600_000);
    }
    expect(lane.takeCuts()).toMatchObject({ ids: 0 });
  });
});

describe('a lane', () => {
  it('closes no more groups at once than it is asked for, and the others next', () => {
    const lane = laneOf(...['a', 'b', 'c'].map((id) => log({ id, at: 0 })));
    const ids = (groups: readonly CorrelationGroup[]) => groups.map((group) => group['correlation.id']);
    expect(ids(lane.closeDue(T0 + 40_000, 2))).toEqual(['a', 'b']);
    expect(ids(lane.closeDue(T0 + 40_000, 2))).toEqual(['c']);
  });

  it('keeps a bounded number of groups of one id, whatever pauses its logs have', () => {
    const lane = laneOf(...Array.from({ length: 900 }, (_, at) => log({ at: at * 40_000 })));
    expect(lane.closeDue()).toHaveLength(899);
    expect(lane.groups()).toEqual({ open: 1, closed: 49 });
    expect(lane.takeChanges().size).toBe(900);
    lane.take(log({ at: 899 * 40_000 + 1 }));
    expect(lane.takeChanges().size).toBe(1);
  });

  it('closes no more groups of one id at once than it is asked for either', () => {
    const lane = laneOf(...Array.from({ length: 100 }, (_, at) => log({ at: at * 40_000, appendedAt: 0 })));
    expect(lane.closeDue(undefined, 20)).toHaveLength(20);
    expect(lane.closeDue(undefined, 20)).toHaveLength(20);
    expect(lane.groups().open).toBe(60);
  });

  it('forgets closed groups early rather than grow without bound', () => {
    const lane = createGroupLane({ ...RULE, maxGroups: 2 }, 1);
    for (const id of ['a', 'b', 'c', 'd']) lane.take(log({ id, at: 0 }));
    lane.closeDue(T0 + 40_000);
    expect(lane.groups()).toEqual({ open: 0, closed: 2 });
  });
});

const sent = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  at: fc.integer({ min: 0, max: 120_000 }),
  service: fc.constantFrom('web', 'stock', 'payments'),
  severity: fc.constantFrom(0, 9, 13, 17),
});

describe('the groups of a lane', () => {
  it('are the same in whatever order their logs came', () => {
    const shuffled = fc
      .array(sent, { minLength: 1, maxLength: 30 })
      .chain((logs) =>
        fc.tuple(
          fc.constant(logs),
          fc.shuffledSubarray(logs, { minLength: logs.length, maxLength: logs.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([logs, others]) => {
        const groupsOf = (given: readonly Sent[]) =>
          latest(
            laneOf(...given.map((each) => log({ ...each, appendedAt: 200_000 }))).closeDue(T0 + 300_000),
          ).map(lasting);
        expect(groupsOf(others)).toEqual(groupsOf(logs));
      }),
      { numRuns: 1_000 },
    );
  });

  it('are the same after crashes at any point, when nothing is told before it is stored', () => {
    const steps = fc.array(fc.tuple(sent, fc.constantFrom('go', 'store', 'crash')), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(steps, (given) => {
        const logs = given.map(([each], index) => log({ ...each, appendedAt: 200_000 + index * 2_000 }));
        const endMs = T0 + 2_000_000;
        const expected = laneOf(...logs).closeDue(endMs);

        let epoch = 1;
        let lane = createGroupLane(RULE, epoch);
        let storedAt = 0;
        let pending: CorrelationGroup[] = [];
        const told: CorrelationGroup[] = [];
        const stored = new Map<number, string>();
        let clocks = lane.clocks();
        const store = (at: number): void => {
          for (const [number, session] of lane.takeChanges())
            if (session) stored.set(number, JSON.stringify(storeSession(session)));
            else stored.delete(number);
          clocks = lane.clocks();
          told.push(...pending);
          pending = [];
          storedAt = at;
        };
        given.forEach(([, what], at) => {
          lane.take(logs[at]!);
          pending.push(...lane.closeDue());
          if (what === 'store') store(at + 1);
          if (what !== 'crash') return;
          lane = createGroupLane(RULE, ++epoch);
          const sessions = [...stored.values()].map((text) => restoreSession(JSON.parse(text)));
          lane.restore(sessions, clocks);
          pending = [];
          for (const again of logs.slice(storedAt, at + 1)) lane.take(again);
        });
        pending.push(...lane.closeDue(endMs));
        store(logs.length);
        const lasts = latest(told).filter(({ status }) => status !== 'merged');
        const withoutId = (group: CorrelationGroup) => ({ ...lasting(group), id: undefined });
        expect(lasts.map(withoutId)).toEqual(latest(expected).map(withoutId));
      }),
      { numRuns: 500 },
    );
  });
});
