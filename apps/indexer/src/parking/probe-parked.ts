import type { WriteProbe } from '@millrace/elasticsearch';
import { classifyItem } from '../bulk/classify-item.js';
import type { IndexDirectory } from '../indices/index-directory.js';
import type { ParkedIndices } from './parked-indices.js';

/** What probing needs. */
export interface ProbeParkedOptions {
  readonly parked: Pick<ParkedIndices, 'overdue' | 'admit' | 'park' | 'heal'>;
  readonly directory: Pick<IndexDirectory, 'ensure' | 'forget'>;
  readonly probe: WriteProbe;
}

/** How long whoever has documents of the index gets to try it first, ms. */
const GRACE_MS = 2_000;

/**
 * Probes the parked indices that nobody tries, because what there is of them lies in `logs.parked` behind the logs of
 * another index or belongs to another process. Rejects when the cluster does not answer; the next run tries again.
 */
export async function probeParked(options: ProbeParkedOptions, signal: AbortSignal): Promise<void> {
  for (const index of options.parked.overdue(GRACE_MS)) {
    signal.throwIfAborted();
    // Takes the turn, so that a batch that comes now waits for the answer.
    if (options.parked.admit(index)) await probeOne(options, index, signal);
  }
}

async function probeOne(options: ProbeParkedOptions, index: string, signal: AbortSignal): Promise<void> {
  const { parked, directory, probe } = options;
  const readiness = await directory.ensure(index, signal);
  if (readiness.kind === 'park') parked.park(index, readiness.cause, readiness.reason);
  // At its limit the tenant gets no such index: no longer a matter of waiting, the documents are dead-lettered.
  if (readiness.kind === 'limit') parked.heal(index);
  if (readiness.kind !== 'ready') return;
  const refusal = await probe.refusal(index, signal);
  const verdict = refusal && classifyItem(refusal);
  if (verdict === undefined) parked.heal(index);
  if (verdict?.kind !== 'park') return;
  if (verdict.cause === 'missing') directory.forget(index);
  parked.park(index, verdict.cause, verdict.reason);
}
