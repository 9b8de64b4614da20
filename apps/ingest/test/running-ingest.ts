import { createApiKeyStore, createTenantStore } from '@millrace/mongo';
import { createHealth, createLogger, createTelemetry, loadConfig } from '@millrace/runtime';
import type { IngestReply, Scope } from '@millrace/schemas';
import { ingestSettings } from '../src/config.js';
import { startIngest } from '../src/start-ingest.js';
import type { ScratchServers } from './scratch-servers.js';

/** What a request to ingest was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: IngestReply & { readonly code?: string };
}

/** Sends bodies with one key. */
export type Send = (body: string | Uint8Array, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

export const NDJSON = { 'content-type': 'application/x-ndjson' };

/** A key of a tenant, which is created with it. */
export async function issueKey(
  servers: ScratchServers,
  tenant: string,
  scopes: readonly Scope[],
): Promise<string> {
  await createTenantStore(servers.mongo).secretOf(tenant);
  const keys = await createApiKeyStore(servers.mongo);
  return (await keys.create({ tenant, name: 'test', scopes })).key;
}

/** Sends to an ingest on this port with this key. */
export function sender(port: number, key: string | undefined): Send {
  return async (body, headers = NDJSON) => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/ndjson`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { ...headers, ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text) };
  };
}

/** Ingest within this process; log lines are kept. */
export async function runIngest(servers: ScratchServers, settings: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const logger = createLogger('ingest', 'debug', { write: (line: string) => void lines.push(line) });
  const telemetry = createTelemetry('ingest');
  const health = createHealth();
  const config = loadConfig(ingestSettings, { ...servers.env, ...settings });
  const signal = new AbortController().signal;
  const service = await startIngest({ config, logger, telemetry, health, signal }, servers.names);
  return { ...service, lines, metrics: async () => (await telemetry.expose()).body };
}
