import { createSample, sampleLine } from '@millrace/sample';
import { setTimeout as delay } from 'node:timers/promises';

/** Where the logs of the sample shop are sent, and how many. */
export interface SampleLoad {
  readonly ingestUrl: string;
  readonly key: string;
  readonly logs: number;
  /** Time the logs are spread over, ms, up to now. */
  readonly spanMs: number;
  readonly onProgress: (sent: number) => void;
}

const BATCH = 1_000;
const REQUESTS_AT_A_TIME = 4;
/** A trace of the sample has a little more than this many logs. */
const LOGS_OF_A_TRACE = 4.5;
const BUSY_MS = 500;

/** Sends the logs of a shop over HTTP, each acknowledged; says how many seconds that took. */
export async function loadSample({ ingestUrl, key, logs, spanMs, onProgress }: SampleLoad): Promise<number> {
  const untilMs = Date.now();
  const traces = Math.ceil(logs / LOGS_OF_A_TRACE) + 100;
  const lines = createSample({ seed: 1, untilMs, spanMs, traces }).logs()[Symbol.iterator]();
  const startedAt = performance.now();
  let taken = 0;
  let sent = 0;
  const batch = (): string[] => {
    const next: string[] = [];
    while (next.length < BATCH && taken < logs) {
      const { value, done } = lines.next();
      if (done) throw new Error(`making a sample: it ends after ${taken} of ${logs} logs`);
      next.push(sampleLine(value));
      taken += 1;
    }
    return next;
  };
  const worker = async (): Promise<void> => {
    for (let next = batch(); next.length > 0; next = batch()) {
      await send(ingestUrl, key, next.join('\n'));
      sent += next.length;
      onProgress(sent);
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_A_TIME }, worker));
  return (performance.now() - startedAt) / 1_000;
}

/** Again for as long as ingest has no room. */
async function send(ingestUrl: string, key: string, body: string): Promise<void> {
  for (;;) {
    const reply = await fetch(`${ingestUrl}/v1/ndjson`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
      body,
    });
    const text = await reply.text();
    if (reply.ok) return;
    if (reply.status !== 429 && reply.status !== 503)
      throw new Error(`sending logs: ${reply.status} ${text.slice(0, 300)}`);
    await delay(BUSY_MS);
  }
}
