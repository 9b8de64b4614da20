import { z } from 'zod';
import { instant } from '../time-range.js';

/** The parameters by which every route over logs says which logs: a query, and a range of event time. */
export const logFilterParameters = {
  q: z.string().default('').describe('A query; see docs/reference/filter-language.md.'),
  from: instant.optional().describe('Event time from which to search, inclusive.'),
  to: instant.optional().describe('Event time up to which to search, exclusive.'),
};
