import { compilePredicate, parseFilter } from '@millrace/filter';
import type { FilteredDocument } from '@millrace/filter';
import type { IsClosing } from '../steps/read-log.js';
import { wordsOfQuery } from './words-of-query.js';

/**
 * Whether a log completes its group, by a search query. Values are parsed only when they hold the bytes without which
 * no log meets the query. Without a query nothing closes. @throws QuerySyntaxError when it is none
 */
export function createClosingRule(query: string | undefined): IsClosing {
  if (query === undefined) return () => false;
  const node = parseFilter(query);
  const meets = compilePredicate(node);
  const words = wordsOfQuery(node)?.map((word) => Buffer.from(word));
  return (value) => {
    if (value === null || words?.some((word) => value.includes(word)) === false) return false;
    const document = parse(value);
    return document !== undefined && meets(document);
  };
}

function parse(value: Buffer): FilteredDocument | undefined {
  try {
    const document: unknown = JSON.parse(value.toString());
    return typeof document === 'object' && document !== null ? (document as FilteredDocument) : undefined;
  } catch {
    return undefined;
  }
}
