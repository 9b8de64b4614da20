import type { SampleLog } from './sample-log.js';
import type { SampleTrace } from './sample-trace.js';

/**
 * The logs of traces that run side by side, in the order of time. The traces come in the order in which they start;
 * only those are held that may still overlap with the next one.
 */
export function* inTimeOrder(traces: Iterable<SampleTrace>): Generator<SampleLog> {
  const waiting: SampleLog[] = [];
  for (const { startMs, logs } of traces) {
    yield* takeBefore(waiting, startMs);
    for (const log of logs) insert(waiting, log);
  }
  yield* waiting;
}

function takeBefore(waiting: SampleLog[], untilMs: number): SampleLog[] {
  return waiting.splice(0, placeOf(waiting, untilMs - 1));
}

function insert(waiting: SampleLog[], log: SampleLog): void {
  waiting.splice(placeOf(waiting, log.atMs), 0, log);
}

/** The place behind every log up to and including a time. */
function placeOf(waiting: readonly SampleLog[], atMs: number): number {
  let [low, high] = [0, waiting.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((waiting[middle]?.atMs ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
