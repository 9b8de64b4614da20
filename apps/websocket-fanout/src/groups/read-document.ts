import type { FilteredDocument } from '@millrace/filter';

/** What filters look at in the bytes of an entry; undefined when they are no document. */
export type ReadDocument = (value: Buffer) => FilteredDocument | undefined;

/** A log is a document of the filter language as it is. */
export const readLog: ReadDocument = (value) => {
  try {
    const parsed = JSON.parse(value.toString()) as unknown;
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as FilteredDocument) : undefined;
  } catch {
    return undefined;
  }
};

const COUNTS = ['durationMs', 'logs', 'errors', 'revision'];
const NAMES = ['id', 'rule', 'status', 'precision', 'first', 'last'];

/**
 * A correlation group as the filter language sees it: its services as `service.name`, its levels as `log.level`, its
 * counts as numbers and the rest as attributes (`status:timeout errors>=1`); its words are its id and its services.
 */
export const readGroup: ReadDocument = (value) => {
  const group = readLog(value);
  if (!group) return undefined;
  const services = Array.isArray(group['services']) ? group['services'].map(String) : [];
  return {
    '@timestamp': group['@timestamp'],
    tenant: group['tenant'],
    'correlation.id': group['correlation.id'],
    'service.name': services,
    'log.level': Object.keys(group['levels'] ?? {}),
    message: [group['correlation.id'], ...services].join(' '),
    numbers: Object.fromEntries(COUNTS.map((name) => [name, group[name]])),
    attributes: Object.fromEntries(NAMES.map((name) => [name, group[name]])),
  };
};
