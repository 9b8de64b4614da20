import { BOUNDS } from './bounds.js';
import { canonicalDocumentSchema } from './canonical-document.js';
import type { CanonicalDocument } from './canonical-document.js';
import { LOGS_ALIAS, logsIndexPattern } from './tenant.js';

/** Mapping of one field, as Elasticsearch spells it. */
export type FieldMapping = Readonly<Record<string, unknown>>;

const KEYWORD: FieldMapping = { type: 'keyword', ignore_above: BOUNDS.keywordBytes };
const TEXT: FieldMapping = { type: 'text', analyzer: 'standard' };

/** Mappings that are not plain keywords; every other field of the schema is one. */
const SPECIAL: Readonly<Partial<Record<keyof CanonicalDocument, FieldMapping>>> = {
  '@timestamp': { type: 'date_nanos' },
  'event.created': { type: 'date' },
  message: TEXT,
  severity: { type: 'byte' },
  'error.message': TEXT,
  'error.stack_trace': TEXT,
  attributes: { type: 'flattened', ignore_above: BOUNDS.attributeValueBytes },
  numbers: { type: 'object', subobjects: false, dynamic: true },
  'event.sample_weight': { type: 'double' },
};

/** Version of the template; raise it with every change of mapping or settings. */
const LOGS_TEMPLATE_VERSION = 1;

/** Mapping of every field, generated from the document's schema so that the two cannot drift. */
export function logsMapping(): Readonly<Record<string, FieldMapping>> {
  const fields = Object.keys(canonicalDocumentSchema.shape) as (keyof CanonicalDocument)[];
  return Object.fromEntries(fields.map((field) => [field, SPECIAL[field] ?? KEYWORD]));
}

/** Room for every field of the schema and every number name a tenant may register. */
const TOTAL_FIELDS_LIMIT = BOUNDS.numberNamesPerTenant + 100;

/** Knobs of an index that depend on the deployment. */
export interface IndexSettings {
  readonly shards: number;
  /** Absent: one where there is a second node to hold it, none on a single node. */
  readonly replicas?: number;
  /** Time until a document is searchable, as Elasticsearch spells it (`1s`). */
  readonly refreshInterval: string;
  /** The same of logs, whose writer refreshes them itself; absent: as all others. */
  readonly logsRefreshInterval?: string;
}

/** What differs between the templates of two families. */
export interface TemplateContent {
  readonly pattern: string;
  readonly version: number;
  readonly alias?: string;
  readonly totalFieldsLimit: number;
  readonly mappings: Readonly<Record<string, unknown>>;
}

/** Body of `PUT _index_template`, equal for all families but for its content. */
export function indexTemplate<C extends TemplateContent>(content: C, settings: IndexSettings) {
  return {
    index_patterns: [content.pattern],
    priority: 500,
    version: content.version,
    // The indexer creates indices itself: a write must not bring back what retention deleted, without its numbers.
    allow_auto_create: false,
    template: {
      ...(content.alias !== undefined && { aliases: { [content.alias]: {} } }),
      settings: {
        'index.number_of_shards': settings.shards,
        ...(settings.replicas === undefined
          ? { 'index.auto_expand_replicas': '0-1' }
          : { 'index.number_of_replicas': settings.replicas }),
        'index.refresh_interval': settings.refreshInterval,
        'index.mapping.total_fields.limit': content.totalFieldsLimit,
      },
      mappings: content.mappings as C['mappings'],
    },
  };
}

/** The template of log indices. Nothing outside `numbers` is mapped unasked. */
export function logsIndexTemplate(settings: IndexSettings) {
  const { logsRefreshInterval = settings.refreshInterval } = settings;
  return indexTemplate(
    {
      pattern: logsIndexPattern(),
      version: LOGS_TEMPLATE_VERSION,
      alias: LOGS_ALIAS,
      totalFieldsLimit: TOTAL_FIELDS_LIMIT,
      mappings: {
        dynamic: false,
        dynamic_templates: [{ numbers: { path_match: 'numbers.*', mapping: { type: 'double' } } }],
        properties: logsMapping(),
      },
    },
    { ...settings, refreshInterval: logsRefreshInterval },
  );
}
