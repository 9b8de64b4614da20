import type { ClockDifference } from './clock-difference.js';
import type { IndexProgress, TopicProgress } from './index-progress.js';

/** What it is known from. */
export interface IndexedSoFarPorts {
  readonly progress: Pick<IndexProgress, 'of'>;
  readonly clocks: Pick<ClockDifference, 'aheadMs'>;
  /** Topic of the logs. */
  readonly logs: string;
  /** Whether all watermarks were read that were there when this process began. */
  readonly isCaughtUp: () => boolean;
  readonly now: () => number;
}

/** How far the index has come with the logs. */
export interface IndexedSoFar {
  /** ms since 1970 by this clock, when it was asked. */
  readonly asOfMs: number;
  /** By how much this clock may be ahead of Kafka's, ms: measured, and what is reckoned with. */
  readonly aheadMs: number;
  readonly marginMs: number;
  readonly logs: TopicProgress & { readonly upToMs: number };
}

/** Nobody knows; `unknown` is half a sentence that says why. */
export interface NotKnown {
  readonly asOfMs: number;
  readonly unknown: string;
}

/** How far a clock is ahead of Kafka's at most where nothing was measured, ms: machines that keep time differ by less. */
const USUAL_MARGIN_MS = 2_000;

/** What is known at the moment; never fails. */
export function indexedSoFar(ports: IndexedSoFarPorts): IndexedSoFar | NotKnown {
  const asOfMs = ports.now();
  const aheadMs = ports.clocks.aheadMs();
  const marginMs = Math.max(USUAL_MARGIN_MS, aheadMs);
  const logs = ports.progress.of(ports.logs, marginMs);
  if (logs === undefined) return { asOfMs, unknown: 'Kafka has not answered yet' };
  if (!ports.isCaughtUp()) return { asOfMs, unknown: 'the watermarks are still being read' };
  const { upToMs } = logs;
  if (upToMs === undefined) return { asOfMs, unknown: 'no indexer has said yet how far it has come' };
  return { asOfMs, aheadMs, marginMs, logs: { ...logs, upToMs } };
}
