import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessExit } from '../lifecycle-event.js';
import { readLogTail } from './log-file.js';
import type { ProcessSpec } from './process-spec.js';

/** A program that ended or stayed silent before it was ready; the message holds the tail of its log. */
export class ProcessStartError extends Error {
  override readonly name = 'ProcessStartError';
}

/** Time between two probes, ms. */
const PROBE_EVERY_MS = 100;

/**
 * Waits for the first good probe of a process that has just been started, and returns how long that took, ms.
 *
 * The end of the process wins over a probe that succeeds, because then somebody else has answered.
 * @throws ProcessStartError when the process ends or stays silent past its deadline
 * @throws the signal's reason when aborted
 */
export async function waitUntilReady(
  spec: ProcessSpec,
  exited: Promise<ProcessExit>,
  signal: AbortSignal,
): Promise<number> {
  const since = performance.now();
  const ended = exited.then((exit) => ({ exit }));
  const deadline = AbortSignal.timeout(spec.readyDeadlineMs);
  const stop = AbortSignal.any([signal, deadline]);
  for (;;) {
    const outcome = await Promise.race([ended, probe(spec, stop)]);
    if (typeof outcome === 'object') throw await startError(spec, `ended with status ${outcome.exit.status}`);
    signal.throwIfAborted();
    if (outcome === 'answers') return performance.now() - since;
    if (deadline.aborted)
      throw await startError(spec, `did not answer within ${spec.readyDeadlineMs / 1000} s`);
    await Promise.race([ended, sleep(PROBE_EVERY_MS)]);
  }
}

async function probe(spec: ProcessSpec, signal: AbortSignal): Promise<'answers' | 'silent'> {
  return await spec.probe(signal).then(
    () => 'answers',
    () => 'silent',
  );
}

async function startError(spec: ProcessSpec, why: string): Promise<ProcessStartError> {
  const tail = await readLogTail(spec.logFile);
  return new ProcessStartError(
    `Starting ${spec.name}: it ${why}. Its log, ${spec.logFile}, ends with:\n${tail}`,
  );
}
