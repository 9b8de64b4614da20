import { Client } from '@elastic/elasticsearch';
import type { ElasticsearchSettings } from './elasticsearch-settings.js';

/** A connected client; opaque to apps, which hand it to this library's factories and close it at the end. */
export type ElasticsearchClient = Client;

/**
 * A client that never retries, sniffs or compresses by itself: whether a request may be repeated is the caller's
 * decision, taken from what came back. Opens no connection before the first request. Close it with `close()`.
 */
export function createElasticsearchClient(settings: ElasticsearchSettings): ElasticsearchClient {
  return new Client({
    nodes: [...settings.urls],
    maxRetries: 0,
    requestTimeout: settings.requestTimeoutMs,
    ...(settings.apiKey === undefined ? {} : { auth: { apiKey: settings.apiKey } }),
    ...(settings.ca === undefined ? {} : { tls: { ca: settings.ca } }),
  });
}
