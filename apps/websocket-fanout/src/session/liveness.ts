import { CLOSE } from '@millrace/schemas';
import type { CloseReason } from '@millrace/schemas';

/** Tells from the clock what is due on a connection. */
export interface Liveness {
  /** Something came of the client. */
  heard(): void;
  /** The client has asked for something. */
  subscribed(): void;
  /**
   * Why the connection is over, or whether a heartbeat is due. To be asked several times in each interval: when it was
   * not, the process did not run, and did not read either, so that what came meanwhile is still to be heard.
   */
  look(): { readonly over?: CloseReason; readonly beat: boolean };
}

/** Waits for the first subscription, ms. */
const HANDSHAKE_MS = 10_000;

/** A client that has just connected. Its first heartbeat is jittered, so that many made at once do not beat together. */
export function createLiveness(deps: {
  readonly heartbeatMs: number;
  readonly now: () => number;
  readonly random: () => number;
}): Liveness {
  const { heartbeatMs, now } = deps;
  const openedAt = now();
  let [heardAt, lookedAt] = [openedAt, openedAt];
  let nextBeatAt = openedAt + heartbeatMs * deps.random();
  let wasSubscribed = false;
  return {
    heard() {
      heardAt = now();
    },
    subscribed() {
      wasSubscribed = true;
    },
    look() {
      const at = now();
      if (at - lookedAt > heartbeatMs) heardAt = Math.max(heardAt, at - heartbeatMs);
      lookedAt = at;
      if (!wasSubscribed && at - openedAt >= HANDSHAKE_MS)
        return { over: CLOSE.handshakeTimeout, beat: false };
      if (at - heardAt >= 2 * heartbeatMs) return { over: CLOSE.heartbeatMissed, beat: false };
      if (at < nextBeatAt) return { beat: false };
      nextBeatAt = at + heartbeatMs;
      return { beat: true };
    },
  };
}
