import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpSender, type SentLog } from './http-sender.js';
import type { Stack } from './stack.js';

/** How logs are sent by several senders at once. */
export interface Sending {
  /** Logs of a request. */
  readonly batchLogs: number;
  readonly random: () => number;
  readonly onAcknowledged: (count: number, failures: number) => void;
  /** Over how long they are spread, ms; as fast as it goes when absent. */
  readonly spreadMs?: number;
}

const SENDERS = 4;

/** Sends every log until it is acknowledged. @throws Error when an answer counts other logs than were sent */
export async function sendOverHttp(
  { ingest, key }: Pick<Stack, 'ingest' | 'key'>,
  logs: readonly SentLog[],
  { batchLogs, random, onAcknowledged, spreadMs = 0 }: Sending,
): Promise<void> {
  const startedAt = performance.now();
  let next = 0;
  const sender = async (): Promise<void> => {
    const send = createHttpSender({ urls: ingest.map(({ url }) => url), key, random });
    while (next < logs.length) {
      const dueAt = startedAt + (next / logs.length) * spreadMs;
      const batch = logs.slice(next, (next += batchLogs));
      await sleep(Math.max(0, dueAt - performance.now()));
      const reply = await send(batch.map(({ line }) => line));
      const bad = batch.filter((log) => log.bad).length;
      if (reply.accepted !== batch.length - bad || reply.rejected !== bad) {
        throw new Error(
          `sending logs: ${reply.accepted} accepted, ${reply.rejected} rejected of ${batch.length}`,
        );
      }
      onAcknowledged(batch.length, reply.failures);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}
