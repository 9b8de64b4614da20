import type { FetchedStretch } from './fetched-stretch.js';
import type { Lane } from './lane.js';
import type { PrefixTracker } from './prefix-tracker.js';
import type { SourceRecord } from './source-record.js';

/**
 * What to do after a stretch. `taken`: nothing. `full`: pause; what was not taken is fetched again from `next`.
 * `unsure`: offsets before the stretch are missing; pause, read where the log starts, call `logStartsAt`, fetch from
 * `next`. `broken`: pause for good.
 */
export type StretchVerdict = 'taken' | 'full' | 'unsure' | 'broken';

/** Turns what was fetched into queued records and gaps; each offset becomes one of the two, or the ledger breaks. */
export interface StretchTaker {
  take(stretch: FetchedStretch): StretchVerdict;
  /** The log now starts at `low`: what was not yet fetched below it is `expired`. */
  logStartsAt(low: number): void;
}

/** What a taker works on. */
export interface StretchTakerPorts {
  readonly lane: Lane;
  readonly tracker: PrefixTracker;
  readonly controlGaps: boolean;
  readonly breakAt: (offset: number, reason: string) => void;
}

/** Times in a row a fetch may begin above where it was asked to, before the ledger is broken over it. */
const UNSURE_LIMIT = 3;

/** See {@link StretchTaker}. */
export function createStretchTaker(ports: StretchTakerPorts): StretchTaker {
  const { tracker } = ports;
  /** A hole whose kind is known only with the start of the log. */
  let holeTo: number | undefined;
  let unsure = 0;
  return {
    take(stretch) {
      const next = tracker.next();
      if (stretch.end < next) return broken(ports, `the log ends at ${stretch.end}, below position ${next}`);
      if ((stretch.from ?? stretch.first) > next) {
        holeTo = stretch.from === undefined ? stretch.to : undefined;
        unsure += 1;
        if (unsure <= UNSURE_LIMIT) return 'unsure';
        return broken(ports, `fetching from offset ${next} keeps beginning above it`);
      }
      unsure = 0;
      const verdict = takeRecords(ports, stretch.records);
      if (verdict !== 'taken') return verdict;
      if (!takeHole(ports, stretch.to)) return 'broken';
      return ports.lane.isFull() ? 'full' : 'taken';
    },
    logStartsAt(low) {
      if (low > tracker.next()) tracker.skip('expired', low);
      if (holeTo !== undefined) takeHole(ports, holeTo);
      holeTo = undefined;
    },
  };
}

function takeRecords(ports: StretchTakerPorts, records: readonly SourceRecord[]): StretchVerdict {
  for (const record of records) {
    if (record.offset < ports.tracker.next()) continue;
    if (!takeHole(ports, record.offset)) return 'broken';
    if (!ports.lane.offer(record)) return 'full';
    ports.tracker.expect();
  }
  return 'taken';
}

/** Accounts for offsets up to `to` that hold no record; false when that breaks the ledger. */
function takeHole(ports: StretchTakerPorts, to: number): boolean {
  const from = ports.tracker.next();
  if (to <= from) return true;
  if (ports.controlGaps) ports.tracker.skip('control', to);
  else ports.breakAt(from, `no record at offsets ${from} to ${to - 1}, which only retention may take`);
  return ports.controlGaps;
}

function broken({ tracker, breakAt }: StretchTakerPorts, reason: string): 'broken' {
  breakAt(tracker.next(), reason);
  return 'broken';
}
