import { unavailable } from '@millrace/http';
import { retryDelayMs } from '@millrace/resilience';
import type { Clock } from '@millrace/resilience';
import type { TailPolicy } from '@millrace/schemas';
import { createTailFollower } from '@millrace/tail-client';
import type { ReadStep } from '@millrace/tail-client';
import { TailUnreachableError } from './live-tail.js';
import type { LiveTail, TailReader } from './live-tail.js';
import { meaningOfClose, refusalProblem } from './tail-problem.js';

/** Which tail to follow. */
export interface FollowedTail {
  readonly reader: TailReader;
  /** As the user wrote it. */
  readonly filter: string;
  readonly policy: TailPolicy;
  /** Where it begins. */
  readonly cursor: string;
}

/** The connection is gone; another one is tried after so many ms. */
export interface Interruption {
  readonly kind: 'interrupted';
  readonly detail: string;
  readonly retryInMs: number;
}

/** What comes of a tail. */
export type LiveStep = Exclude<ReadStep, { readonly kind: 'subscribed' | 'refused' }> | Interruption;

/** What following needs. */
export interface FollowTools {
  readonly tail: LiveTail;
  readonly clock: Pick<Clock, 'random' | 'wait'>;
}

/** Failures in a row before it is given up: about half a minute, in which a node comes back. */
const MAX_FAILURES = 24;
const RETRY = { baseMs: 250, maxMs: 3_000 };

/**
 * Follows a tail over as many connections as it takes; each goes on where the one before ended. It ends only by throwing:
 * `unavailable` when the fan-out stays away, a problem when it refuses, or the signal's reason.
 */
export async function* followTail(
  { reader, cursor, ...request }: FollowedTail,
  { tail, clock }: FollowTools,
  signal: AbortSignal,
): AsyncGenerator<LiveStep, never, undefined> {
  const follower = createTailFollower({ ...request, stream: 'logs' }, cursor);
  for (let failures = 0; ;) {
    const end = yield* followOnce(() => tail.connect(reader, follower, signal));
    if ('moveInMs' in end) {
      await clock.wait(end.moveInMs, signal);
      continue;
    }
    const { detail, retryAfterMs, gaveSteps } = end;
    failures = gaveSteps ? 1 : failures + 1;
    if (failures > MAX_FAILURES) throw unavailable(`${detail} The logs found so far hold.`, RETRY.maxMs);
    const context = { random: clock.random(), ...(retryAfterMs !== undefined && { retryAfterMs }) };
    const retryInMs = Math.round(retryDelayMs(failures - 1, RETRY, context));
    yield { kind: 'interrupted', detail, retryInMs };
    await clock.wait(retryInMs, signal);
  }
}

interface Cut {
  readonly detail: string;
  readonly retryAfterMs?: number | undefined;
  /** Whether anything came before it. */
  readonly gaveSteps: boolean;
}

async function* followOnce(
  connect: () => ReturnType<LiveTail['connect']>,
): AsyncGenerator<LiveStep, Cut | { readonly moveInMs: number }, undefined> {
  const steps = connect();
  let gaveSteps = false;
  try {
    for (;;) {
      const { done, value } = await steps.next();
      if (done) return 'moveInMs' in value ? value : { detail: meaningOfClose(value.code), gaveSteps };
      if (value.kind === 'refused') throw refusalProblem(value);
      if (value.kind === 'subscribed') continue;
      gaveSteps = true;
      yield value;
    }
  } catch (error) {
    if (!(error instanceof TailUnreachableError)) throw error;
    return { detail: 'The fan-out does not answer now.', retryAfterMs: error.retryAfterMs, gaveSteps };
  } finally {
    await steps.return({ moveInMs: 0 });
  }
}
