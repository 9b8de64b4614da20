import { createRecordLogAdmin, createRecordReader } from '@millrace/kafka';
import { correlationGroupSchema, decodeCorrelationRouting, TOPICS } from '@millrace/schemas';
import type { CorrelationGroup } from '@millrace/schemas';
import { kafkaOf } from '../harness/count-ends.js';
import type { Stack } from '../harness/stack.js';

/** A group as the topic has it: the newest revision, and what came before it. */
export interface ToldGroup {
  readonly group: CorrelationGroup;
  /** Of which two revisions the higher one stays. */
  readonly version: number;
  /** Records of the topic, repetitions included. */
  readonly records: number;
  /** When the broker took the first of them, ms since 1970. */
  readonly firstToldAtMs: number;
}

/** Reads `correlations` on and on. */
export interface ToldGroups {
  /** Reads what came since the last call, and returns all groups of the stack's tenant by their ids. */
  read(): Promise<ReadonlyMap<string, ToldGroup>>;
  close(): Promise<void>;
}

const DEADLINE_MS = 60_000;

/** See {@link ToldGroups}; by a client of its own. */
export function createToldGroups({ servers, tenant }: Pick<Stack, 'servers' | 'tenant'>): ToldGroups {
  const kafka = kafkaOf({ servers });
  const topic = TOPICS.correlations.name;
  const [admin, reader] = [createRecordLogAdmin(kafka), createRecordReader(kafka)];
  const readTo = new Map<number, number>();
  const told = new Map<string, ToldGroup>();
  return {
    async read() {
      for (const { partition, low, high } of await admin.ranges(topic)) {
        const range = { topic, partition, from: Math.max(low, readTo.get(partition) ?? 0), to: high };
        if (range.from >= high) continue;
        for await (const batch of reader.read(range, AbortSignal.timeout(DEADLINE_MS)))
          for (const record of batch) {
            readTo.set(partition, record.offset + 1);
            const routing = decodeCorrelationRouting(record.headers);
            if ('bad' in routing) throw new Error(`reading ${topic}: bad header ${routing.bad}`);
            if (routing.tenant !== tenant) continue;
            const group = correlationGroupSchema.parse(JSON.parse(String(record.value)));
            note(told, { group, version: routing.version, records: 1, firstToldAtMs: record.timestampMs });
          }
      }
      return told;
    },
    async close() {
      await Promise.all([admin.close(), reader.close()]);
    },
  };
}

function note(told: Map<string, ToldGroup>, next: ToldGroup): void {
  const before = told.get(next.group.id);
  const newest = before && before.version > next.version ? before : next;
  told.set(next.group.id, {
    ...{ group: newest.group, version: newest.version },
    records: (before?.records ?? 0) + 1,
    firstToldAtMs: before?.firstToldAtMs ?? next.firstToldAtMs,
  });
}
