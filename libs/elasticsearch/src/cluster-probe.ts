import type { ElasticsearchClient } from './elasticsearch-client.js';

/** Asks whether a cluster answers. */
export interface ClusterProbe {
  /** Why the cluster cannot be used now, in a few words; undefined when it answers. Never rejects. */
  trouble(signal: AbortSignal): Promise<string | undefined>;
}

/** A probe by `GET /_cluster/health`, which every server has; red is no trouble here, since other indices go on. */
export function createClusterProbe(client: ElasticsearchClient): ClusterProbe {
  return {
    async trouble(signal) {
      try {
        await client.cluster.health({ filter_path: 'status' }, { signal });
        return undefined;
      } catch (error) {
        return `Elasticsearch does not answer: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
  };
}
