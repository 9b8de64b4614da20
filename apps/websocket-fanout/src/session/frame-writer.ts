import type { ServerMessage } from '@millrace/schemas';

/** Collects messages for a connection and writes them as one frame. */
export interface FrameWriter {
  add(message: ServerMessage): void;
  /** A message encoded already, which other connections may share. */
  addEncoded(message: Buffer): void;
  /** Bytes that wait to be written. */
  waiting(): number;
  /** Writes what waits as one frame; does nothing when there is nothing. */
  flush(): void;
}

const OPEN = Buffer.from('[');
const CLOSE = Buffer.from(']');
const COMMA = Buffer.from(',');

/** A writer over a socket's `send`; `onWaiting` is told when something begins to wait. */
export function createFrameWriter(send: (frame: Buffer) => void, onWaiting: () => void): FrameWriter {
  let parts: Buffer[] = [];
  let waiting = 0;
  const addEncoded = (message: Buffer): void => {
    if (parts.length === 0) onWaiting();
    parts.push(parts.length === 0 ? OPEN : COMMA, message);
    waiting += message.length + 1;
  };
  return {
    add: (message) => addEncoded(Buffer.from(JSON.stringify(message))),
    addEncoded,
    waiting: () => waiting,
    flush() {
      if (parts.length === 0) return;
      const frame = Buffer.concat([...parts, CLOSE], waiting + 1);
      parts = [];
      waiting = 0;
      send(frame);
    },
  };
}
