import { BOUNDS } from './bounds.js';
import { correlationGroupSchema, GROUP_LEVELS } from './correlation-group.js';
import type { CorrelationGroup } from './correlation-group.js';
import { indexTemplate } from './index-template.js';
import type { FieldMapping, IndexSettings } from './index-template.js';
import { correlationsIndexPattern } from './tenant.js';

const KEYWORD: FieldMapping = { type: 'keyword', ignore_above: BOUNDS.keywordBytes };
/** Found whole, and by the words in it: `correlation.id.text`. */
const KEYWORD_AND_TEXT: FieldMapping = {
  ...KEYWORD,
  fields: { text: { type: 'text', analyzer: 'standard' } },
};
const DATE: FieldMapping = { type: 'date_nanos' };
const COUNT: FieldMapping = { type: 'integer' };
/** Kept and given back, not searched. */
const NOT_INDEXED: FieldMapping = { type: 'object', enabled: false };

/** Mappings that are not plain keywords; every other field of the schema is one. */
const SPECIAL: Readonly<Partial<Record<keyof CorrelationGroup, FieldMapping>>> = {
  '@timestamp': DATE,
  first: DATE,
  last: DATE,
  'correlation.id': KEYWORD_AND_TEXT,
  services: KEYWORD_AND_TEXT,
  revision: COUNT,
  durationMs: { type: 'double' },
  logs: COUNT,
  errors: COUNT,
  levels: { type: 'object', properties: Object.fromEntries(GROUP_LEVELS.map((level) => [level, COUNT])) },
  members: NOT_INDEXED,
  evidence: NOT_INDEXED,
};

/** Version of the template; raise it with every change of mapping or settings. */
const CORRELATIONS_TEMPLATE_VERSION = 1;
/** Room for every field and sub-field of the schema. */
const TOTAL_FIELDS_LIMIT = 100;

/** Mapping of every field, generated from the group's schema so that the two cannot drift. */
export function correlationsMapping(): Readonly<Record<string, FieldMapping>> {
  const fields = Object.keys(correlationGroupSchema.shape) as (keyof CorrelationGroup)[];
  return Object.fromEntries(fields.map((field) => [field, SPECIAL[field] ?? KEYWORD]));
}

/** The template of correlation indices. Nothing is mapped unasked. */
export function correlationsIndexTemplate(settings: IndexSettings) {
  return indexTemplate(
    {
      pattern: correlationsIndexPattern(),
      version: CORRELATIONS_TEMPLATE_VERSION,
      totalFieldsLimit: TOTAL_FIELDS_LIMIT,
      mappings: { dynamic: false, properties: correlationsMapping() },
    },
    settings,
  );
}
