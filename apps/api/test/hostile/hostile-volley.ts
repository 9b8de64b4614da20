import { randomUUID } from 'node:crypto';
import { nameOf } from '../fuzz/described-api.js';
import type { JsonSchema, Operation } from '../fuzz/described-api.js';
import { sendRaw } from '../fuzz/raw-request.js';
import type { RawRequest } from '../fuzz/raw-request.js';
import { membersOf } from '../fuzz/schema-values.js';
import type { HostileQuery } from './hostile-queries.js';

/** Where a volley goes. */
export interface VolleyTarget {
  readonly port: number;
  readonly key: string;
  /** A log that exists, for routes below one. */
  readonly logId: string;
}

/** What a query may be answered with: it finds or is kept (where the thing exists), is refused, or is too large. */
export const ANSWERS = [200, 201, 400, 404, 413, 431];

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

/** Sends every query to every operation that takes one, in the URL or in a body. */
export async function volley(
  operations: readonly Operation[],
  queries: readonly HostileQuery[],
  { port, key, logId }: VolleyTarget,
): Promise<readonly VolleyAnswer[]> {
  const asking = operations.filter(
    ({ parameters, body }) => parameters.some(({ name }) => name === 'q') || takesInBody(body),
  );
  const waiting = queries.flatMap((query) => asking.map((operation) => ({ query, operation })));
  const answers: VolleyAnswer[] = [];
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { query, operation } = next;
        const { status, ms, text } = await sendRaw(port, asked(operation, query.text, { key, logId }));
        answers.push({ name: `${nameOf(operation)}, ${query.what}`, status, ms, text, query });
      }
    }),
  );
  return answers;
}

function takesInBody(body: JsonSchema | undefined): boolean {
  return body !== undefined && Object.hasOwn(membersOf(body), 'q');
}

function asked(
  { method, path, body }: Operation,
  q: string,
  { key, logId }: Omit<VolleyTarget, 'port'>,
): RawRequest {
  const target = path.replace(/\{\w+\}/, logId);
  const headers = { authorization: `Bearer ${key}` };
  if (!takesInBody(body)) {
    return { method, target: `${target}?q=${encodeURIComponent(q).replaceAll('%20', '+')}`, headers };
  }
  const version = Object.hasOwn(membersOf(body ?? {}), 'version') && { version: 1 };
  const kept = JSON.stringify({ name: randomUUID(), q, ...version });
  return { method, target, headers: { ...headers, 'content-type': 'application/json' }, body: kept };
}
