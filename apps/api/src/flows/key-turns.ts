/** Lets each key do so many things at a time; whatever else it asks for waits its turn, first come first. */
export interface KeyTurns {
  /** What `run` gives, once it was the key's turn; rejects with the signal's reason when that aborts while it waits. */
  take<T>(keyId: string, run: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

interface KeyQueue {
  running: number;
  readonly waiting: (() => void)[];
}

/** See {@link KeyTurns}. What waits is bounded by whoever asks. */
export function createKeyTurns(atATime: number): KeyTurns {
  const queues = new Map<string, KeyQueue>();
  const end = (keyId: string, queue: KeyQueue) => {
    const next = queue.waiting.shift();
    if (next) next();
    else queue.running -= 1;
    if (queue.running === 0) queues.delete(keyId);
  };
  return {
    async take(keyId, run, signal) {
      signal.throwIfAborted();
      const queue = queues.get(keyId) ?? { running: 0, waiting: [] };
      queues.set(keyId, queue);
      if (queue.running < atATime) queue.running += 1;
      else await itsTurn(queue, signal);
      try {
        return await run();
      } finally {
        end(keyId, queue);
      }
    },
  };
}

async function itsTurn({ waiting }: KeyQueue, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = () => {
    const at = waiting.indexOf(resolve);
    // Not found where the turn has come already.
    if (at < 0) return;
    waiting.splice(at, 1);
    reject(signal.reason as Error);
  };
  waiting.push(resolve);
  signal.addEventListener('abort', leave, { once: true });
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
