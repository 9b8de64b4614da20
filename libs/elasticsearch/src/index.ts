export type { BulkItem } from './bulk-reply.js';
export { createBulkTransport, type BulkReply, type BulkTransport } from './bulk-transport.js';
export { createClusterProbe, type ClusterProbe } from './cluster-probe.js';
export { createElasticsearchClient, type ElasticsearchClient } from './elasticsearch-client.js';
export {
  ElasticsearchRefusedError,
  ElasticsearchReplyTooLargeError,
  ElasticsearchUnavailableError,
} from './elasticsearch-error.js';
export type { ElasticsearchSettings } from './elasticsearch-settings.js';
export { createIndexAdmin, type IndexAdmin, type IndexDescription } from './index-admin.js';
export { createIndexViews, type IndexViews, type ViewedIndices } from './index-views.js';
export {
  createLogSearch,
  type DocumentAddress,
  type DocumentSource,
  type LogSearch,
  type SearchRequest,
} from './log-search.js';
export type { SearchHit, SearchReply } from './search-reply.js';
export { createWriteProbe, type WriteProbe } from './write-probe.js';
