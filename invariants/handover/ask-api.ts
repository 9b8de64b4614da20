import type { HandOverPlace } from '@millrace/testing';

/** What an answer says of itself. */
export interface SaidCompleteness {
  readonly complete: boolean;
  readonly upTo: string | null;
  readonly reason?: string;
}

const DEADLINE_MS = 20_000;

/** What a search that only counts says of itself. */
export async function completenessOf(place: HandOverPlace): Promise<SaidCompleteness> {
  const { completeness } = await ask<{ completeness: SaidCompleteness }>(place, '/v1/logs?limit=0');
  return completeness;
}

/** Pauses or resumes every indexer. Rejects unless all did it. */
export async function tellIndexers(place: HandOverPlace, command: 'pause' | 'resume'): Promise<void> {
  const told = await ask<{ results: readonly { error?: unknown }[]; unanswered: readonly string[] }>(
    place,
    '/v1/instances/indexer/commands',
    { method: 'POST', body: JSON.stringify({ command }) },
  );
  if (told.unanswered.length > 0 || told.results.some(({ error }) => error !== undefined))
    throw new Error(`telling indexers to ${command}: ${JSON.stringify(told)}`);
}

async function ask<Answer>(
  { apiUrl, key }: HandOverPlace,
  path: string,
  init: RequestInit = {},
): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const reply = await fetch(`${apiUrl}${path}`, { ...init, headers, signal });
  if (!reply.ok) throw new Error(`asking ${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Answer;
}
