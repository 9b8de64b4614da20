import { CLOSE } from '@millrace/schemas';
import type { ServerSocket, SocketListener } from '@millrace/websocket';
import type { Session } from '../session/session.js';

/** Frames kept of a client that does not wait to be let in. */
const MAX_EARLY_FRAMES = 4;

/**
 * Listens to a connection whose session is still being decided about: what comes before is kept, within a bound, and
 * given to the session once there is one.
 */
export function listenWhileOpening(
  socket: ServerSocket,
  opening: Promise<Session | undefined>,
  ended: (session: Session) => void,
): SocketListener {
  const early: string[] = [];
  let session: Session | undefined;
  let isGone = false;
  void opening.then((made) => {
    if (!made) return;
    if (isGone) return ended(made);
    session = made;
    for (const frame of early) made.receive(frame);
    made.flush();
  });
  return {
    text(frame) {
      if (session) {
        session.receive(frame);
        session.flush();
      } else if (early.length < MAX_EARLY_FRAMES) early.push(frame);
      else socket.close(CLOSE.flooding.code, CLOSE.flooding.name);
    },
    heard: () => session?.heard(),
    closed() {
      isGone = true;
      if (session) ended(session);
    },
  };
}
