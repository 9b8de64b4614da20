import { setTimeout as sleep } from 'node:timers/promises';

/** One log as it is sent: its id is what it is counted by. */
export interface SentLog {
  readonly id: string;
  /** One line of JSON. */
  readonly line: string;
  /** Whether ingest is expected to refuse it. */
  readonly bad: boolean;
}

/** What an HTTP sender needs. */
export interface HttpSenderDeps {
  /** Base URLs of the instances, asked in turn. */
  readonly urls: readonly string[];
  readonly key: string;
  readonly random: () => number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a request came to its acknowledgement. */
export interface Acknowledgement {
  readonly accepted: number;
  readonly rejected: number;
  readonly expired: number;
  /** Requests that were refused, cut off or not answered before. */
  readonly failures: number;
}

const DEADLINE_MS = 20_000;
const LONGEST_WAIT_MS = 2_000;
/** No instance is down for nearly so long: something is wrong, and waiting on would hide it. */
const GIVE_UP_AFTER_MS = 180_000;

/**
 * Sends lines until they are acknowledged, to another instance and under the same ids after each failure. Throws when
 * they are refused for good, or not acknowledged within minutes.
 */
export function createHttpSender({ urls, key, random, headers }: HttpSenderDeps) {
  let turn = 0;
  return async function send(lines: readonly string[]): Promise<Acknowledgement> {
    const body = `${lines.join('\n')}\n`;
    const startedAt = performance.now();
    for (let failures = 0; ; failures++) {
      const url = urls[turn++ % urls.length] ?? '';
      const reply = await post(url, { key, body, headers }).catch(() => undefined);
      if (reply?.ok) return { ...((await reply.json()) as Omit<Acknowledgement, 'failures'>), failures };
      const isTemporary = reply === undefined || reply.status === 429 || reply.status >= 500;
      const last = reply === undefined ? 'no answer' : `${reply.status} ${await reply.text()}`;
      if (!isTemporary || performance.now() - startedAt > GIVE_UP_AFTER_MS)
        throw new Error(`sending logs: ${last}, after ${failures} failures`);
      await sleep(random() * Math.min(LONGEST_WAIT_MS, 50 * 2 ** failures));
    }
  };
}

/** Reads the whole answer, so that one that breaks off counts as none. */
async function post(
  url: string,
  request: { readonly key: string; readonly body: string; readonly headers: HttpSenderDeps['headers'] },
): Promise<Response> {
  const reply = await fetch(`${url}/v1/ndjson`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${request.key}`,
      'content-type': 'application/x-ndjson',
      ...request.headers,
    },
    body: request.body,
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  return new Response(await reply.arrayBuffer(), { status: reply.status, headers: reply.headers });
}
