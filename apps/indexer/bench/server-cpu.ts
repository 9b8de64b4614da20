import type { ElasticsearchClient } from '@millrace/elasticsearch';

/** CPU time all nodes of the cluster have used so far, ms. */
export async function serverCpuMs(client: ElasticsearchClient): Promise<number> {
  const stats = await client.nodes.stats({ metric: 'process' });
  return Object.values(stats.nodes).reduce(
    (total, node) => total + (node.process?.cpu?.total_in_millis ?? 0),
    0,
  );
}
