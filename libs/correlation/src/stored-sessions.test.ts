import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addLog, dropIds, openSession } from './group-session.js';
import type { GroupSession } from './group-session.js';
import { createStoredSessions, IDS_PER_CHUNK } from './stored-sessions.js';
import type { SessionDocuments } from './stored-sessions.js';

let logs = 0;
function log() {
  logs += 1;
  return {
    ...{
      topic: 'logs',
      partition: 0,
      offset: logs,
      tenant: 't',
      correlationId: 'id',
      source: 'trace' as const,
    },
    ...{ documentId: `log-${String(logs).padStart(18, '0')}`, service: 'web', severity: 9, closes: false },
    ...{ timestamp: '2026-01-01T00:00:00.000000000Z', timestampMs: 1_767_225_600_000, appendedAtMs: logs },
  };
}

function grow(session: GroupSession, by: number): void {
  for (let at = 0; at < by; at += 1) addLog(session, log());
}

/** What is kept after each of the writes, as it comes back from a store. */
function store() {
  const kept = new Map<string, string>();
  return {
    keep(documents: SessionDocuments): number {
      let characters = 0;
      for (const [name, document] of documents) {
        const text = document && JSON.stringify(document);
        characters += text?.length ?? 0;
        if (text === undefined) kept.delete(name);
        else kept.set(name, text);
      }
      return characters;
    },
    documents: () => [...kept.values()].map((text) => JSON.parse(text) as object).reverse(),
  };
}

test('what one more log costs does not grow with its group', () => {
  const session = openSession(log(), { number: 1, openedAfterMs: 0 });
  const stored = createStoredSessions();
  const { keep } = store();
  grow(session, IDS_PER_CHUNK);
  keep(stored.write(new Map([[1, session]])));
  grow(session, 1);
  const small = keep(stored.write(new Map([[1, session]])));
  grow(session, 40 * IDS_PER_CHUNK - 1);
  keep(stored.write(new Map([[1, session]])));
  grow(session, 1);
  expect(keep(stored.write(new Map([[1, session]])))).toBeLessThan(small + 100);
});

const change = fc.record({
  number: fc.integer({ min: 0, max: 2 }),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.record({ grow: fc.integer({ min: 1, max: 3 * IDS_PER_CHUNK }) }) },
    { weight: 1, arbitrary: fc.constantFrom('drop ids', 'forget', 'next owner') },
  ),
});

test('whatever becomes of sessions, the next owner finds them as they were written', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      let stored = createStoredSessions();
      const sessions = new Map<number, GroupSession>();
      const { keep, documents } = store();
      for (const { number, what } of changes) {
        const session = sessions.get(number) ?? openSession(log(), { number, openedAfterMs: 0 });
        if (what === 'forget') sessions.delete(number);
        else sessions.set(number, session);
        if (what === 'drop ids') dropIds(session);
        if (typeof what === 'object') grow(session, what.grow);
        keep(stored.write(new Map([[number, sessions.get(number)]])));
        if (what !== 'next owner') continue;
        stored = createStoredSessions();
        for (const found of stored.restore(documents())) sessions.set(found.number, found);
      }
      const byNumber = (one: GroupSession, other: GroupSession) => one.number - other.number;
      const found = [...createStoredSessions().restore(documents())].sort(byNumber);
      expect(found).toEqual([...sessions.values()].sort(byNumber));
    }),
    { numRuns: 50 },
  );
});

test('a session that was kept in one document is found, and kept in several from then on', () => {
  const session = openSession(log(), { number: 1, openedAfterMs: 0 });
  grow(session, 2 * IDS_PER_CHUNK);
  const whole = { ...session, ids: [...session.ids].join(' '), services: [...session.services] };
  const stored = createStoredSessions();
  const [found] = stored.restore([JSON.parse(JSON.stringify(whole)) as object]);
  expect(found).toEqual(session);
  expect([...stored.write(new Map([[1, found]])).keys()]).toEqual(['1/0', '1/1', '1']);
});
