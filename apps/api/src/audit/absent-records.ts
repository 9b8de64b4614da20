import type { DocumentAddress } from '@millrace/elasticsearch';

/** A record of `logs` whose document Elasticsearch does not have. */
export interface AbsentRecord {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  /** Undefined when the record's headers do not say where it belongs. */
  readonly address: DocumentAddress | undefined;
}

/** Where an absent document turned out to be. */
export type Whereabouts = 'dead-lettered' | 'parked' | 'expired';

/** The absent records of an audit, crossed off one by one as they are explained. Bounded. */
export interface AbsentRecords {
  /** False when there is no room; the record then counts as unexplained. */
  add(record: AbsentRecord): boolean;
  /** Explains the record at this position, if it is absent. */
  explainPosition(partition: number, offset: number, as: Whereabouts): void;
  /** Explains the records of this document, if absent. */
  explainDocument(documentId: string, as: Whereabouts): void;
  /** Explains what the predicate accepts. */
  explainWhere(accepts: (record: AbsentRecord) => boolean, as: Whereabouts): void;
  counts(): Readonly<Record<Whereabouts, number>>;
  unexplained(): readonly AbsentRecord[];
}

/** An empty set of at most `capacity` absent records. */
export function createAbsentRecords(capacity: number): AbsentRecords {
  const open = new Map<string, AbsentRecord>();
  const positions = new Map<string, Set<string>>();
  const counts = { 'dead-lettered': 0, parked: 0, expired: 0 };

  const explain = (key: string, as: Whereabouts): void => {
    if (open.delete(key)) counts[as]++;
  };
  return {
    add: (record) => {
      if (open.size >= capacity) return false;
      const key = keyOf(record.partition, record.offset);
      open.set(key, record);
      if (record.address === undefined) return true;
      // One document may stand in several records: a producer's retry writes it twice.
      const sameDocument = positions.get(record.address.id) ?? new Set();
      positions.set(record.address.id, sameDocument.add(key));
      return true;
    },
    explainPosition: (partition, offset, as) => explain(keyOf(partition, offset), as),
    explainDocument: (documentId, as) => {
      for (const key of positions.get(documentId) ?? []) explain(key, as);
    },
    explainWhere: (accepts, as) => {
      for (const [key, record] of open) if (accepts(record)) explain(key, as);
    },
    counts: () => ({ ...counts }),
    unexplained: () => [...open.values()],
  };
}

function keyOf(partition: number, offset: number): string {
  return `${partition}/${offset}`;
}
