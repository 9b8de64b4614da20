import { correlationsIndexTemplate, logsIndexTemplate, logsMapping } from '@millrace/schemas';
import type { IndexFamily, IndexSettings } from '@millrace/schemas';
import type { ElasticsearchClient } from './elasticsearch-client.js';
import { callElasticsearch, ElasticsearchRefusedError } from './elasticsearch-error.js';

/** An index as it stands. */
export interface IndexDescription {
  readonly index: string;
  /** Differs when an index of the same name was made again. */
  readonly uuid: string;
  /** ms since 1970. */
  readonly createdAtMs: number;
}

/**
 * Administration of day indices. Every method rejects with `ElasticsearchUnavailableError` when trying again may
 * help, `ElasticsearchRefusedError` when the cluster said no, and the signal's reason when that aborts.
 */
export interface IndexAdmin {
  /** Stores the templates unless the cluster has a later version, which an older process must not undo. */
  ensureTemplates(settings: IndexSettings, signal: AbortSignal): Promise<void>;
  /** Creates an index with `numberNames` mapped as doubles. One that exists is left as it is. */
  create(index: string, numberNames: readonly string[], signal: AbortSignal): Promise<'created' | 'exists'>;
  /** Indices matching a pattern, closed ones too. */
  list(pattern: string, signal: AbortSignal): Promise<readonly IndexDescription[]>;
  /** Documents of an index, not counting what is not yet refreshed. */
  count(index: string, signal: AbortSignal): Promise<number>;
  /**
   * Makes what was written to these indices (names or patterns) before the call findable; those that are missing or
   * closed are passed over. Returns the indices of which a shard did not do it.
   */
  refresh(indices: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  remove(index: string, signal: AbortSignal): Promise<'deleted' | 'missing'>;
}

interface ListedIndex {
  readonly settings?: { readonly index?: { readonly creation_date?: string; readonly uuid?: string } };
}

/** See {@link IndexAdmin}. */
export function createIndexAdmin(client: ElasticsearchClient): IndexAdmin {
  return {
    async ensureTemplates(settings, signal) {
      await ensureTemplate(client, { family: 'logs', template: logsIndexTemplate(settings) }, signal);
      const template = correlationsIndexTemplate(settings);
      await ensureTemplate(client, { family: 'correlations', template }, signal);
    },
    create: (index, numberNames, signal) =>
      answerOr(
        'resource_already_exists_exception',
        { otherwise: 'exists', answer: 'created' },
        callElasticsearch(`creating index ${index}`, signal, () =>
          client.indices.create({ index, ...numbersMapping(numberNames) }, { signal }),
        ),
      ),
    list: (pattern, signal) => list(client, pattern, signal),
    async count(index, signal) {
      const reply = await callElasticsearch(`counting ${index}`, signal, () =>
        client.count({ index, ignore_unavailable: true, allow_no_indices: true }, { signal }),
      );
      return reply.count;
    },
    refresh: (indices, signal) => refresh(client, indices, signal),
    remove: (index, signal) =>
      answerOr(
        'index_not_found_exception',
        { otherwise: 'missing', answer: 'deleted' },
        callElasticsearch(`deleting index ${index}`, signal, () =>
          client.indices.delete({ index }, { signal }),
        ),
      ),
  };
}

function numbersMapping(names: readonly string[]) {
  if (names.length === 0) return {};
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'double' as const }]));
  // A property named here replaces the template's, so it says all that the template says of it.
  return { mappings: { properties: { numbers: { ...logsMapping()['numbers'], properties } } } };
}

async function list(client: ElasticsearchClient, pattern: string, signal: AbortSignal) {
  const found = await callElasticsearch(`listing indices ${pattern}`, signal, () =>
    client.indices.get(
      {
        index: pattern,
        expand_wildcards: ['open', 'closed', 'hidden'],
        allow_no_indices: true,
        ignore_unavailable: true,
        filter_path: '*.settings.index.creation_date,*.settings.index.uuid',
      },
      { signal },
    ),
  );
  return Object.entries(found as Record<string, ListedIndex>).map(describeIndex);
}

async function refresh(
  client: ElasticsearchClient,
  indices: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { _shards: shards } = await callElasticsearch('refreshing indices', signal, () =>
    client.indices.refresh(
      {
        index: [...indices],
        ignore_unavailable: true,
        allow_no_indices: true,
        expand_wildcards: 'open',
        filter_path: '_shards.failed,_shards.failures.index',
      },
      { signal },
    ),
  );
  const failed = new Set((shards?.failures ?? []).flatMap(({ index }) => index ?? []));
  // Without names any of them may be meant.
  return failed.size === 0 && (shards?.failed ?? 0) > 0 ? indices : [...failed];
}

interface FamilyTemplate {
  readonly family: IndexFamily;
  readonly template: { readonly version: number };
}

async function ensureTemplate(
  client: ElasticsearchClient,
  { family, template }: FamilyTemplate,
  signal: AbortSignal,
) {
  const name = `millrace-${family}`;
  await callElasticsearch(`storing template ${name}`, signal, async () => {
    const stored = await client.indices.getIndexTemplate(
      { name, filter_path: 'index_templates.index_template.version' },
      { signal, ignore: [404] },
    );
    const version = (stored.index_templates as typeof stored.index_templates | undefined)?.[0]?.index_template
      .version;
    if (version !== undefined && version > template.version) return;
    await client.transport.request(
      { method: 'PUT', path: `/_index_template/${name}`, body: template },
      { signal },
    );
  });
}

function describeIndex([index, { settings }]: [string, ListedIndex]): IndexDescription {
  return { index, uuid: settings?.index?.uuid ?? '', createdAtMs: Number(settings?.index?.creation_date) };
}

/** `answer` once the call is through, `otherwise` when it was refused for being done already. */
async function answerOr<const A, const B>(
  refusalType: string,
  { answer, otherwise }: { readonly answer: A; readonly otherwise: B },
  call: Promise<unknown>,
): Promise<A | B> {
  try {
    await call;
    return answer;
  } catch (error) {
    if (error instanceof ElasticsearchRefusedError && error.type === refusalType) return otherwise;
    throw error;
  }
}
