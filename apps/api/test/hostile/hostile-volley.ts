import { nameOf } from '../fuzz/described-api.js';
import type { Operation } from '../fuzz/described-api.js';
import { sendRaw } from '../fuzz/raw-request.js';
import type { HostileQuery } from './hostile-queries.js';

/** Where a volley goes. */
export interface VolleyTarget {
  readonly port: number;
  readonly key: string;
  /** A log that exists, for routes below one. */
  readonly logId: string;
}

/** What came of one query on one route. */
export interface VolleyAnswer {
  readonly name: string;
  readonly status: number;
  readonly ms: number;
  readonly text: string;
  readonly query: HostileQuery;
}

/** Fewer than the exports that a key may have open, which would be refused for that instead. */
const AT_A_TIME = 2;

/** Sends every query to every operation that takes one. */
export async function volley(
  operations: readonly Operation[],
  queries: readonly HostileQuery[],
  { port, key, logId }: VolleyTarget,
): Promise<readonly VolleyAnswer[]> {
  const asking = operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'q'));
  const waiting = queries.flatMap((query) => asking.map((operation) => ({ query, operation })));
  const answers: VolleyAnswer[] = [];
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { query, operation } = next;
        const path = operation.path.replace(/\{\w+\}/, logId);
        const target = `${path}?q=${encodeURIComponent(query.text).replaceAll('%20', '+')}`;
        const headers = { authorization: `Bearer ${key}` };
        const { status, ms, text } = await sendRaw(port, { method: operation.method, target, headers });
        answers.push({ name: `${nameOf(operation)}, ${query.what}`, status, ms, text, query });
      }
    }),
  );
  return answers;
}
