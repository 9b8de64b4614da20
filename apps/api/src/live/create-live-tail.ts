import { isMongoUnavailable } from '@millrace/mongo';
import type { SigningKeyStore } from '@millrace/mongo';
import type { Clock } from '@millrace/resilience';
import { followConnection } from '@millrace/tail-client';
import type { OpenTailSocket } from '@millrace/tail-client';
import { issueTicket } from '@millrace/tickets';
import { openSocket, UpgradeRefusedError } from '@millrace/websocket';
import { TailUnreachableError } from './live-tail.js';
import type { LiveTail, TailReader } from './live-tail.js';

/** Where tails are, and what lets one in. */
export interface LiveTailParts {
  readonly url: string;
  readonly signingKeys: Pick<SigningKeyStore, 'current'>;
  readonly clock: Pick<Clock, 'now' | 'wait'>;
}

const OPEN_TIMEOUT_MS = 5_000;
/** A batch is 64 KiB, a single row a quarter of a megabyte. */
const MAX_FRAME_BYTES = 1_048_576;

/** Tails over the network. The fan-out checks the key itself, and closes when it is revoked. */
export function createLiveTail({ url, signingKeys, clock }: LiveTailParts): LiveTail {
  const ticketFor = async ({ tenant, keyId }: TailReader) => {
    const nowMs = clock.now();
    const key = await signingKeys.current(nowMs);
    return (await issueTicket('ticket', { tenant, keyId }, { key, nowMs })).token;
  };
  return {
    async *connect(reader, follower, signal) {
      const ticket = await ticketFor(reader).catch((error: unknown) => {
        throw isMongoUnavailable(error) ? new TailUnreachableError(undefined, error) : error;
      });
      return yield* followConnection({ url, credential: { ticket } }, { follower, open, clock }, signal);
    },
  };
}

const open: OpenTailSocket = async (url, protocols, signal) => {
  const options = { protocols, timeoutMs: OPEN_TIMEOUT_MS, maxFrameBytes: MAX_FRAME_BYTES };
  try {
    return await openSocket(url, options, signal);
  } catch (error) {
    signal.throwIfAborted();
    const seconds = error instanceof UpgradeRefusedError ? error.retryAfterSeconds : undefined;
    throw new TailUnreachableError(seconds === undefined ? undefined : seconds * 1_000, error);
  }
};
