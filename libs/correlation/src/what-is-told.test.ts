import type { CorrelationGroup } from '@millrace/schemas';
import { correlationVersion, documentId, formatTimestamp } from '@millrace/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CorrelatedLog } from './correlated-log.js';
import { createGroupLane } from './group-lane.js';
import { restoreSession, storeSession } from './stored-session.js';

const T0 = Date.parse('2026-11-21T12:00:00Z');

interface Sent {
  readonly id: string;
  readonly at: number;
  readonly service: string;
}

/** One that follows: a new log, one that came before again, or a pause in which everything is read. */
const happening = fc.record({
  what: fc.constantFrom('log', 'log', 'log', 'again', 'pause'),
  sent: fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    at: fc.integer({ min: -90_000, max: 0 }),
    service: fc.constantFrom('web', 'stock'),
  }),
  which: fc.nat(),
  waitMs: fc.integer({ min: 0, max: 60_000 }),
  then: fc.constantFrom('go', 'go', 'close', 'store', 'crash'),
});

const bounds = fc.record({
  maxGroups: fc.constantFrom(1, 2, 4, 100),
  horizonMs: fc.constantFrom(0, 20_000, 120_000),
});

function logOf({ id, at, service }: Sent, offset: number): CorrelatedLog {
  const timestampMs = T0 + at;
  return {
    ...{ tenant: 'shop', correlationId: id, source: 'trace', topic: 'logs', partition: 0, offset },
    documentId: documentId('shop', `${id} ${at} ${service}`, timestampMs),
    timestamp: formatTimestamp({ epochMs: timestampMs, nanos: 0 }),
    ...{ timestampMs, appendedAtMs: 0, service, severity: 9, closes: false },
  };
}

/** Documents as Elasticsearch holds them: a revision is taken when its version is higher. */
function index() {
  const held = new Map<string, CorrelationGroup>();
  const versionOf = ({ evidence, revision }: CorrelationGroup) =>
    correlationVersion(evidence.epoch, revision);
  return {
    held,
    put(group: CorrelationGroup) {
      const before = held.get(group.id);
      if (before && versionOf(before) >= versionOf(group)) return;
      // What was told is never taken back, but when another group says that it holds it.
      if (before && group.status !== 'merged') expect(group.logs).toBeGreaterThanOrEqual(before.logs);
      held.set(group.id, group);
    },
  };
}

/** An engine with a store, whose memory a crash empties. */
function engine(rule: Parameters<typeof createGroupLane>[0]) {
  const documents = index();
  const log: CorrelatedLog[] = [];
  const sessions = new Map<number, string>();
  let epoch = 1;
  let lane = createGroupLane(rule, epoch);
  let kept = { clocks: JSON.stringify(lane.clocks()), offset: 0, grouped: 0 };
  let grouped = 0;
  let pending: CorrelationGroup[] = [];
  const take = (each: CorrelatedLog): void => {
    if (lane.take(each) === 'grouped') grouped += 1;
  };
  return {
    documents,
    grouped: () => grouped,
    append(each: CorrelatedLog) {
      log.push(each);
      take(each);
    },
    close(nowMs?: number) {
      pending.push(...lane.closeDue(nowMs));
    },
    store() {
      // As the engine does: what is withdrawn is told with the change that withdrew it.
      pending.push(...lane.closeDue(undefined, 0));
      for (const [number, session] of lane.takeChanges())
        if (session) sessions.set(number, JSON.stringify(storeSession(session)));
        else sessions.delete(number);
      kept = { clocks: JSON.stringify(lane.clocks()), offset: log.length, grouped };
      for (const group of pending) documents.put(group);
      pending = [];
    },
    crash() {
      lane = createGroupLane(rule, ++epoch);
      lane.restore(
        [...sessions.values()].map((text) => restoreSession(JSON.parse(text))),
        JSON.parse(kept.clocks),
      );
      pending = [];
      grouped = kept.grouped;
      for (const each of log.slice(kept.offset)) take(each);
    },
  };
}

describe('what is told of groups', () => {
  it('never loses a log nor holds it twice, whatever is closed, forgotten, delivered again or lost with a crash', () => {
    fc.assert(
      fc.property(bounds, fc.array(happening, { minLength: 1, maxLength: 60 }), (bound, happenings) => {
        const under = engine({ name: 'r', windowMs: 10_000, maxIds: 100_000, ...bound });
        const sent: Sent[] = [];
        let now = 0;
        happenings.forEach(({ what, sent: next, which, waitMs, then }, offset) => {
          now += what === 'pause' ? waitMs * 10 : waitMs / 10;
          const again = what === 'again' ? sent[which % sent.length] : undefined;
          const given = again ?? { ...next, at: Math.round(now + next.at) };
          sent.push(given);
          if (what !== 'pause') under.append({ ...logOf(given, offset), appendedAtMs: T0 + now });
          if (what === 'pause') under.close(T0 + now);
          if (then === 'close') under.close();
          if (then === 'store') under.store();
          if (then === 'crash') under.crash();
        });
        under.close(T0 + now + 100_000);
        under.store();
        const held = [...under.documents.held.values()].filter(({ status }) => status !== 'merged');
        expect(held.reduce((logs, group) => logs + group.logs, 0)).toBe(under.grouped());
        const members = held.flatMap((group) => group.members.map(({ documentId: id }) => id));
        expect(new Set(members).size).toBe(members.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
