import type { Clock } from '@millrace/resilience';
import type { TailSocket } from './tail-socket.js';

/** Shows the server that the client lives, and notices when the server does not. */
export interface Pulse {
  /** From now on at this interval, ms. */
  begin(heartbeatMs: number): void;
  /** The reader waits for a frame from now on: silence counts. */
  listening(): void;
  /** A frame came; while the reader is busy with it, silence says nothing. */
  heard(): void;
  end(): void;
}

const BEATS_PER_INTERVAL = 2;
const MAX_SILENT_BEATS = 2 * BEATS_PER_INTERVAL;

/** See {@link Pulse}: it closes a connection on which two intervals passed in silence. */
export function createPulse(socket: TailSocket, clock: Pick<Clock, 'wait'>): Pulse {
  let beating = new AbortController();
  let silentBeats = 0;
  let isListening = true;
  const beat = async (waitMs: number, signal: AbortSignal) => {
    for (;;) {
      await clock.wait(waitMs, signal);
      socket.send('{"type":"ping"}');
      silentBeats = isListening ? silentBeats + 1 : 0;
      if (silentBeats > MAX_SILENT_BEATS) socket.close();
    }
  };
  return {
    begin(heartbeatMs) {
      beating.abort();
      beating = new AbortController();
      beat(heartbeatMs / BEATS_PER_INTERVAL, beating.signal).catch(() => undefined);
    },
    listening: () => void (isListening = true),
    heard() {
      isListening = false;
      silentBeats = 0;
    },
    end: () => beating.abort(),
  };
}
