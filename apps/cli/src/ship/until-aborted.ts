import { unlessAborted } from '@millrace/resilience';

/**
 * The items of a source until a signal aborts, also while the source has nothing to give (an idle pipe).
 *
 * @throws the signal's reason, at once; the source is told to end but not waited for
 */
export async function* untilAborted<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await unlessAborted(iterator.next(), signal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    iterator.return?.().catch(() => undefined);
  }
}
