/** Searches and points in time that Elasticsearch holds open over the indices of some tenants; other tests do not count. */
export async function openViews(elasticsearch: string, tenants: readonly string[]): Promise<number> {
  const pattern = tenants.map((tenant) => `millrace-*-${tenant}-*`).join();
  const url = `${elasticsearch}/${pattern}/_stats/search?filter_path=_all.total.search.open_contexts`;
  const reply = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const stats = (await reply.json()) as { _all?: { total?: { search?: { open_contexts: number } } } };
  const open = stats._all?.total?.search?.open_contexts;
  if (open === undefined) throw new Error(`counting open views: ${JSON.stringify(stats).slice(0, 300)}`);
  return open;
}
