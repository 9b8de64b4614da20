/** Runs something again and again, never twice at a time. Returns what ends it. */
export function every(ms: number, run: () => void | Promise<void>): () => void {
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    void Promise.resolve(run()).finally(() => (isRunning = false));
  }, ms);
  return () => clearInterval(timer);
}
