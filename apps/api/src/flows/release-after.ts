/** Pieces that hold something until they are over. */
export interface HoldingPieces<T> {
  readonly pieces: AsyncGenerator<T, void, undefined>;
  /** Called once, and awaited before the end is told. */
  readonly release: () => Promise<void> | void;
}

/**
 * The same pieces; what they hold is released when they end, fail or are left, and also when nobody ever asks for the
 * first: a generator that was not begun runs no `finally`. An abort of the signal counts as leaving.
 */
export function releaseAfter<T>(
  { pieces, release }: HoldingPieces<T>,
  signal: AbortSignal,
): AsyncIterableIterator<T, void, undefined> {
  let released: Promise<void> | undefined;
  const over = () => {
    signal.removeEventListener('abort', abandon);
    return (released ??= Promise.resolve().then(release));
  };
  const leave = () => pieces.return().then(over, over);
  const abandon = () => void leave().catch(() => undefined);
  signal.addEventListener('abort', abandon, { once: true });
  if (signal.aborted) abandon();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const step = await pieces.next();
        if (step.done) await over();
        return step;
      } catch (error) {
        await over();
        throw error;
      }
    },
    async return() {
      await leave();
      return { done: true, value: undefined };
    },
  };
}
