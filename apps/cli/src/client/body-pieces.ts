import { UnreachableError, type ServiceAddress } from './service-client.js';

/** Longest pause between two pieces of a body, ms; the api may think for 30 s about a page. */
const MAX_PAUSE_MS = 60_000;

/**
 * The pieces of a long body as they come. Ends where the answer ends as HTTP says it should. The time in which nobody
 * asks for the next piece is no pause.
 *
 * @throws UnreachableError when the answer breaks off or pauses for a minute; the signal's reason, at once
 */
export async function* bodyPieces(
  address: ServiceAddress,
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await nextPiece(reader, signal);
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw new UnreachableError(`reading from ${address.service} at ${address.url}: the answer broke off`, {
      cause: error,
    });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function nextPiece(reader: Reader, signal: AbortSignal): ReturnType<Reader['read']> {
  // A reader that is given up gives `done`, which must not pass for the end.
  const pause = new AbortController();
  const giveUp = () => {
    pause.abort();
    void reader.cancel().catch(() => undefined);
  };
  const timer = setTimeout(giveUp, MAX_PAUSE_MS);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    signal.throwIfAborted();
    const piece = await reader.read();
    pause.signal.throwIfAborted();
    return piece;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
