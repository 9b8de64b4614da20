const DEADLINE_MS = 60_000;

/** Calls Elasticsearch itself. @throws Error with its answer for a status of 400 and above */
export async function callElasticsearch(
  base: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const reply = await fetch(base + path, {
    method,
    signal: AbortSignal.timeout(DEADLINE_MS),
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (!reply.ok)
    throw new Error(`calling Elasticsearch: ${method} ${path}: ${reply.status} ${await reply.text()}`);
  return await reply.json();
}
