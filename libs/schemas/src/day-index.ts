import { correlationsIndexPattern, logsIndexPattern } from './tenant.js';

/** Kinds of documents, each with day indices and a template of its own. */
export const INDEX_FAMILIES = ['logs', 'correlations'] as const;
/** See {@link INDEX_FAMILIES}. */
export type IndexFamily = (typeof INDEX_FAMILIES)[number];

/** What the name of an index says. */
export interface DayIndex {
  readonly family: IndexFamily;
  readonly tenant: string;
  /** `yyyy.MM.dd` of the documents' `@timestamp`. */
  readonly day: string;
}

const INDEX_PATTERN = new RegExp(
  `^millrace-(${INDEX_FAMILIES.join('|')})-([a-z0-9_]{1,40})-(\\d{4}\\.\\d{2}\\.\\d{2})$`,
);
const PATTERNS = { logs: logsIndexPattern, correlations: correlationsIndexPattern };

/** Pattern of all indices of a family, or of one tenant's. */
export function indexPattern(family: IndexFamily, tenant?: string): string {
  return PATTERNS[family](tenant);
}

/** Family, tenant and day of an index's name; undefined for any name that Millrace does not give. */
export function parseDayIndex(index: string): DayIndex | undefined {
  const [, family, tenant, day] = INDEX_PATTERN.exec(index) ?? [];
  const known = INDEX_FAMILIES.find((each) => each === family);
  return known && tenant && day ? { family: known, tenant, day } : undefined;
}
