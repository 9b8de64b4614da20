import { z } from 'zod';

const count = z.int().min(0);
const place = z.looseObject({ documentId: z.string().nullable(), index: z.string().nullable() });

const reportSchema = z.looseObject({
  type: z.literal('report'),
  /** Nothing missing, nothing unexpected. */
  balanced: z.boolean(),
  checked: count,
  indexed: count,
  deadLettered: count,
  parked: count,
  expired: count,
  missing: count,
  unreadable: count,
  unexpected: count,
  unexpectedNotChecked: z.string().optional(),
  samples: z.looseObject({
    missing: z.array(place.extend({ record: z.string() })),
    unexpected: z.array(place),
  }),
});

/** What a deep audit found. */
export type DeepAuditReport = z.infer<typeof reportSchema>;

/** One line of the answer to `GET /v1/audit/deep`; the last is a report or a failure. */
export const deepAuditLineSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('progress'), checked: count, total: count }),
  reportSchema,
  z.looseObject({ type: z.literal('failed'), code: z.string(), detail: z.string() }),
]);
