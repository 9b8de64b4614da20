import { BOUNDS } from './bounds.js';
import { canonicalDocumentSchema } from './canonical-document.js';
import type { CanonicalDocument } from './canonical-document.js';
import { LOGS_ALIAS, logsIndexPattern } from './tenant.js';

type FieldMapping = Readonly<Record<string, unknown>>;

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
export const INDEX_TEMPLATE_VERSION = 1;
/** Name under which the template is stored. */
export const INDEX_TEMPLATE_NAME = 'millrace-logs';

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
}

/** Body of `PUT _index_template/millrace-logs`. Nothing outside `numbers` is mapped unasked. */
export function logsIndexTemplate(settings: IndexSettings) {
  return {
    index_patterns: [logsIndexPattern()],
    priority: 500,
    version: INDEX_TEMPLATE_VERSION,
    // The indexer creates indices itself: a write must not bring back what retention deleted, without its numbers.
    allow_auto_create: false,
    template: {
      aliases: { [LOGS_ALIAS]: {} },
      settings: {
        'index.number_of_shards': settings.shards,
        ...(settings.replicas === undefined
          ? { 'index.auto_expand_replicas': '0-1' }
          : { 'index.number_of_replicas': settings.replicas }),
        'index.refresh_interval': settings.refreshInterval,
        'index.mapping.total_fields.limit': TOTAL_FIELDS_LIMIT,
      },
      mappings: {
        dynamic: false,
        dynamic_templates: [{ numbers: { path_match: 'numbers.*', mapping: { type: 'double' } } }],
        properties: logsMapping(),
      },
    },
  };
}
