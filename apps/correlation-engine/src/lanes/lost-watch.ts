/** Notices lanes that stay lost. */
export interface LostWatch {
  /** Takes the names of the lanes that are lost now. */
  look(lost: readonly string[]): void;
  /** Rejects when a lane has been lost for too long, and never resolves. */
  readonly tooLong: Promise<never>;
}

/** Longer than a member that was given up takes to hear of it. */
const LIMIT_MS = 60_000;

/**
 * A lane is lost to the owner that comes next, and then Kafka takes its partition away within seconds. One that stays
 * assigned was claimed by a member that had already lost it: nobody works on it until this process starts anew.
 */
export function createLostWatch(now: () => number, limitMs = LIMIT_MS): LostWatch {
  const since = new Map<string, number>();
  const { promise, reject } = Promise.withResolvers<never>();
  return {
    tooLong: promise,
    look(lost) {
      for (const name of since.keys()) if (!lost.includes(name)) since.delete(name);
      for (const name of lost) {
        const sinceMs = since.get(name) ?? now();
        since.set(name, sinceMs);
        if (now() - sinceMs >= limitMs)
          reject(new Error(`keeping ${name}: another owner has it, and yet it is assigned`));
      }
    },
  };
}
