/** Every way a record can end; exactly one per record and consumer group. */
export const OUTCOMES = [
  'accepted',
  'indexed',
  'grouped',
  'duplicate',
  'filtered',
  'sampled',
  'expired',
  'parked',
  'late',
  'keyless',
  'dead-lettered',
] as const;

/** See {@link OUTCOMES}. Retry is a state on the way to one of these; a programming error is none of them. */
export type Outcome = (typeof OUTCOMES)[number];

/** Running number of records by outcome. */
export type OutcomeCounts = Readonly<Partial<Record<Outcome, number>>>;
