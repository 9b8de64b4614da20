import { RESUME_SUBPROTOCOL_PREFIX, TAIL_SUBPROTOCOL, TICKET_SUBPROTOCOL_PREFIX } from '@millrace/schemas';
import type { Clock } from '@millrace/resilience';
import { createPulse } from './pulse.js';
import { readFrame } from './read-frame.js';
import type { TailFollower, TailStep } from './tail-follower.js';
import type { OpenTailSocket, TailSocketEnd } from './tail-socket.js';

/** What lets a connection in. */
export type TailCredential = { readonly ticket: string } | { readonly resumeToken: string };

/** Where to connect. */
export interface TailPlace {
  readonly url: string;
  readonly credential: TailCredential;
}

/** What following a connection needs. */
export interface TailTools {
  readonly follower: TailFollower;
  readonly open: OpenTailSocket;
  readonly clock: Pick<Clock, 'wait'>;
}

/** Why a connection was left. */
export type TailEnd = TailSocketEnd | { readonly moveInMs: number };

/** The steps that are left to the reader. */
export type ReadStep = Exclude<TailStep, { readonly kind: 'send' | 'alive' | 'move' }>;

/** Interval until the server has said its own, ms: it does so at once. */
const FIRST_HEARTBEAT_MS = 15_000;

/**
 * Opens a connection, subscribes and gives what comes until it ends, then why it did. Reads no faster than it is read.
 * Rejects as `open` does when it cannot be opened, with TailFrameError, and with the signal's reason.
 */
export async function* followConnection(
  { url, credential }: TailPlace,
  { follower, open, clock }: TailTools,
  signal: AbortSignal,
): AsyncGenerator<ReadStep, TailEnd, undefined> {
  const socket = await open(url, protocolsOf(credential), signal);
  const pulse = createPulse(socket, clock);
  try {
    pulse.begin(FIRST_HEARTBEAT_MS);
    socket.send(JSON.stringify(follower.begin()));
    for await (const frame of socket.frames) {
      pulse.heard();
      for (const step of stepsOf(frame, follower)) {
        if (step.kind === 'send') socket.send(JSON.stringify(step.message));
        else if (step.kind === 'alive') pulse.begin(step.heartbeatMs);
        else if (step.kind === 'move') return { moveInMs: step.inMs };
        else yield step;
      }
      pulse.listening();
    }
    signal.throwIfAborted();
    return await socket.ended;
  } finally {
    pulse.end();
    socket.close();
  }
}

/** A message is taken when its steps are asked for: what is left unread, the next connection begins at. */
function* stepsOf(frame: string, follower: TailFollower): Generator<TailStep, void, undefined> {
  for (const message of readFrame(frame)) yield* follower.take(message);
}

function protocolsOf(credential: TailCredential): readonly string[] {
  return [
    TAIL_SUBPROTOCOL,
    'ticket' in credential
      ? `${TICKET_SUBPROTOCOL_PREFIX}${credential.ticket}`
      : `${RESUME_SUBPROTOCOL_PREFIX}${credential.resumeToken}`,
  ];
}
