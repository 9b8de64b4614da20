import type { OpenTailSocket } from '@millrace/tail-client';
import { openSocket } from '@millrace/websocket';

const OPTIONS = {
  timeoutMs: 10_000,
  // A batch is 64 KiB, a single row a quarter of a megabyte; several groups may share a frame.
  maxFrameBytes: 64 * 1_048_576,
};

/** Opens a connection to the fan-out. Rejects as `openSocket` does. */
export const openTail: OpenTailSocket = (url, protocols, signal) =>
  openSocket(url, { protocols, ...OPTIONS }, signal);
