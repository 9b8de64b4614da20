import { serverFrameSchema } from '@millrace/schemas';
import type { ServerMessage } from '@millrace/schemas';

/** What came is not of the protocol, or of another version of it. */
export class TailFrameError extends Error {
  override readonly name = 'TailFrameError';
  constructor() {
    super('reading a frame of the fan-out: it is not what this version expects');
  }
}

/** The messages of a frame. @throws TailFrameError */
export function readFrame(frame: string): readonly ServerMessage[] {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    json = undefined;
  }
  const read = serverFrameSchema.safeParse(json);
  if (read.success) return read.data;
  throw new TailFrameError();
}
