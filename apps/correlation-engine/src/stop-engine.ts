import type { ControlPlane } from '@millrace/control';
import type { RecordConsumer } from '@millrace/pipeline';
import type { RepeatingJob } from '@millrace/resilience';
import { systemClock } from '@millrace/runtime';
import type { Lanes } from './lanes/lanes.js';
import type { Servers } from './open-servers.js';

/** Part of the deadline of a stop that the stream gets; the rest is for closing connections. */
const DRAIN_SHARE = 0.7;
/** Part that telling what is kept gets; the next owner tells the rest. */
const TELL_SHARE = 0.1;

/** What runs of an engine. */
export interface EngineInPieces {
  readonly watching: RepeatingJob;
  readonly control: Pick<ControlPlane, 'stop'> | undefined;
  readonly consumer: Pick<RecordConsumer, 'stop'>;
  readonly lanes: Pick<Lanes, 'idle' | 'end'>;
  readonly servers: Pick<Servers, 'close'>;
}

/** Stops reading, drains, tells what is kept and closes connections; leaving the control plane goes on beside. */
export async function stopEngine(
  { watching, control, consumer, lanes, servers }: EngineInPieces,
  deadlineMs: number,
): Promise<void> {
  const stopping = new AbortController();
  const left = control?.stop();
  try {
    await Promise.all([watching.stop(), consumer.stop(deadlineMs * DRAIN_SHARE)]);
    await Promise.race([lanes.idle(), systemClock.wait(deadlineMs * TELL_SHARE, stopping.signal)]);
  } finally {
    stopping.abort();
    lanes.end();
    await left;
    await servers.close();
  }
}
