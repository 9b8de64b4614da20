import { CLOSE } from '@millrace/schemas';
import type { ServerSocket, SocketListener } from '@millrace/websocket';
import type { Session } from '../session/session.js';

/** Who keeps the sessions. */
export interface SessionHost {
  /** The connection is gone. */
  readonly ended: (session: Session) => void;
  /** Does something with a session; what it throws is that session's end and nobody else's. */
  readonly run: (session: Session, work: () => void) => void;
}

/** Frames kept of a client that does not wait to be let in. */
const MAX_EARLY_FRAMES = 4;

/**
 * Listens to a connection whose session is still being decided about: what comes before is kept, within a bound, and
 * given to the session once there is one.
 */
export function listenWhileOpening(
  socket: ServerSocket,
  opening: Promise<Session | undefined>,
  { ended, run }: SessionHost,
): SocketListener {
  const early: string[] = [];
  let session: Session | undefined;
  let isGone = false;
  void opening.then((made) => {
    if (!made) return;
    if (isGone) return ended(made);
    session = made;
    run(made, () => {
      for (const frame of early) made.receive(frame);
      made.flush();
    });
  });
  return {
    text(frame) {
      const open = session;
      if (open) {
        run(open, () => {
          open.receive(frame);
          open.flush();
        });
      } else if (early.length < MAX_EARLY_FRAMES) early.push(frame);
      else socket.close(CLOSE.flooding.code, CLOSE.flooding.name);
    },
    heard() {
      const open = session;
      if (open) run(open, () => open.heard());
    },
    closed() {
      isGone = true;
      if (session) ended(session);
    },
  };
}
