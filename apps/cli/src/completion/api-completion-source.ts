import { findService } from '../client/find-service.js';
import { readJson, type ServiceRequest } from '../client/service-client.js';
import type { CliConfig } from '../config.js';
import { fieldsReplySchema } from '../replies/fields-reply.js';
import { savedSearchesSchema } from '../replies/saved-search-reply.js';
import type { CompletionSource } from './completion.js';
import { KNOWN_FIELDS } from './known-fields.js';

/** How long the api may take, ms; whoever presses a key waits for it. */
const DEADLINE_MS = 150;
const MAX_CANDIDATES = 50;
/** Documents looked at; few, since the answer has to be there at once. */
const SAMPLE = 500;

/** What a prefix may hold without being quoted. */
const PLAIN = /^[\w@][\w.@-]*$/;

/** Asks the api, and knows the fields of the document without it. */
export function apiCompletionSource(config: CliConfig): CompletionSource {
  const fields = async (query: Readonly<Record<string, string>>) => {
    const request = { path: '/v1/logs/fields', query: { ...query, sample: String(SAMPLE) } };
    const reply = await unlessLate(config, { ...request, reply: fieldsReplySchema });
    return reply?.fields ?? [];
  };
  return {
    fieldNames: async (prefix) => {
      const found = await fields({ prefix, values: '0', limit: String(MAX_CANDIDATES) });
      const names = found.map(({ name }) => shortName(name, prefix));
      return [...new Set([...KNOWN_FIELDS.filter((name) => name.startsWith(prefix)), ...names])];
    },
    fieldValues: async (field, prefix) => {
      // Only logs that have such a value are looked at, so that a rare one is among the few.
      const q = PLAIN.test(prefix) ? `${field}:${prefix}*` : `${field}:*`;
      const found = await fields({ q, field, prefix, values: String(MAX_CANDIDATES) });
      return found.flatMap(({ values }) => values.map(({ value }) => value));
    },
    searchNames: async (prefix) => {
      const reply = await unlessLate(config, { path: '/v1/searches', reply: savedSearchesSchema });
      return (reply?.items ?? []).map(({ name }) => name).filter((name) => name.startsWith(prefix));
    },
  };
}

/** A sender's own field is found by its bare name too. */
function shortName(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name : name.replace(/^(?:attributes|numbers)\./, '');
}

async function unlessLate<T>(
  config: CliConfig,
  request: ServiceRequest & Parameters<typeof readJson<T>>[1],
): Promise<T | undefined> {
  try {
    const api = await findService('api', config);
    return await readJson(api, request, AbortSignal.timeout(DEADLINE_MS));
  } catch {
    // Nobody who presses a key wants to read why there is nothing.
    return undefined;
  }
}
