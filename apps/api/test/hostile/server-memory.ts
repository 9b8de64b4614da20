/** Memory of Elasticsearch, bytes; `tripped` counts what its breakers refused. */
export interface ServerMemory {
  /** What outlived collections: what a single query uses and drops does not show. */
  readonly oldGeneration: number;
  readonly heapMax: number;
  readonly used: number;
  readonly tripped: number;
}

interface NodeStats {
  readonly jvm: {
    readonly mem: {
      readonly heap_used_in_bytes: number;
      readonly heap_max_in_bytes: number;
      readonly pools: { readonly old: { readonly used_in_bytes: number } };
    };
  };
  readonly breakers: Readonly<Record<string, { readonly tripped: number }>>;
}

/** What the nodes use now, together. */
export async function serverMemory(url: string): Promise<ServerMemory> {
  const { nodes } = (await read(`${url}/_nodes/stats/jvm,breaker`)) as { nodes: Record<string, NodeStats> };
  const sum = (of: (node: NodeStats) => number) =>
    Object.values(nodes).reduce((total, node) => total + of(node), 0);
  return {
    oldGeneration: sum(({ jvm }) => jvm.mem.pools.old.used_in_bytes),
    heapMax: sum(({ jvm }) => jvm.mem.heap_max_in_bytes),
    used: sum(({ jvm }) => jvm.mem.heap_used_in_bytes),
    tripped: sum(({ breakers }) =>
      Object.values(breakers).reduce((total, { tripped }) => total + tripped, 0),
    ),
  };
}

/** Field data that the indices of a tenant hold in memory, bytes. */
export async function fieldData(url: string, tenant: string): Promise<number> {
  const stats = (await read(`${url}/millrace-*-${tenant}-*/_stats/fielddata`)) as {
    _all: { total: { fielddata: { memory_size_in_bytes: number } } };
  };
  return stats._all.total.fielddata.memory_size_in_bytes;
}

async function read(url: string): Promise<unknown> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!reply.ok) throw new Error(`reading ${url}: ${String(reply.status)}`);
  return reply.json();
}
