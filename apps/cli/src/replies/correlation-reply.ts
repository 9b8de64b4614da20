import { z } from 'zod';
import { foundLogSchema } from './search-reply.js';

/** A correlation group as a list shows it; what a command prints is checked, the rest is passed on. */
export const groupSchema = z.looseObject({
  id: z.string(),
  'correlation.id': z.string(),
  rule: z.string(),
  status: z.string(),
  first: z.string(),
  last: z.string(),
  durationMs: z.number(),
  /** In the order of their first log. */
  services: z.array(z.string()),
  logs: z.int(),
  errors: z.int(),
  levels: z.record(z.string(), z.int()),
  precision: z.string(),
});

/** See {@link groupSchema}. */
export type FoundGroup = z.infer<typeof groupSchema>;

/** Answer to `GET /v1/correlations`. */
export const correlationPageSchema = z.looseObject({
  items: z.array(groupSchema),
  total: z.looseObject({ value: z.int().min(0), relation: z.enum(['eq', 'gte']) }),
  /** Takes up where this page ends; null on the last one. */
  cursor: z.string().nullable(),
  /** Why groups may be missing from this answer. */
  incomplete: z.string().optional(),
});

/** Answer to `GET /v1/correlations/{id}`. */
export const correlationViewSchema = z.looseObject({
  group: groupSchema,
  logs: z.array(foundLogSchema),
  absent: z.array(z.looseObject({ '@timestamp': z.string(), 'service.name': z.string() })),
  notListed: z.int().min(0),
});

/** See {@link correlationViewSchema}. */
export type CorrelationView = z.infer<typeof correlationViewSchema>;
