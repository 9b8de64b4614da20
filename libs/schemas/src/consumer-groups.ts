import { TOPICS } from './topics.js';

/** Consumer groups whose commits carry a ledger, and what each reads; the audit's list of books. */
export const CONSUMER_GROUPS = Object.freeze({
  ingestRaw: { groupId: 'millrace-ingest', topic: TOPICS.raw.name, app: 'ingest' },
  indexer: { groupId: 'millrace-indexer', topic: TOPICS.logs.name, app: 'indexer' },
  indexerParked: { groupId: 'millrace-indexer-parked', topic: TOPICS.parked.name, app: 'indexer' },
  indexerCorrelations: {
    groupId: 'millrace-indexer-correlations',
    topic: TOPICS.correlations.name,
    app: 'indexer',
  },
  correlation: { groupId: 'millrace-correlation', topic: TOPICS.logs.name, app: 'correlation-engine' },
} as const);

/** An app that consumes records and answers for their outcomes. */
export type ConsumingApp = (typeof CONSUMER_GROUPS)[keyof typeof CONSUMER_GROUPS]['app'];
