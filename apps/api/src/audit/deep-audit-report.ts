import { z } from 'zod';

/** Documents or records shown of each kind of fault. */
export const MAX_SAMPLES = 100;

const count = z.int().min(0);
const missingSample = z.object({
  record: z.string().describe('topic[partition]@offset'),
  documentId: z.string().nullable(),
  index: z.string().nullable(),
});
const unexpectedSample = z.object({ documentId: z.string(), index: z.string() });

/** What a deep audit says at its end. */
export const deepAuditReportSchema = z.object({
  type: z.literal('report'),
  /** No document missing, none unexpected. */
  balanced: z.boolean(),
  checked: count.describe('Records of the window, up to the committed offsets.'),
  indexed: count.describe('Of these, documents that Elasticsearch has.'),
  deadLettered: count,
  parked: count,
  expired: count.describe('In an index that retention deleted.'),
  missing: count.describe('Nowhere.'),
  unreadable: count.describe('Offsets below the committed ones that Kafka no longer has.'),
  unexpected: count.describe('Documents accepted in the window that no record of it stands for.'),
  unexpectedNotChecked: z.string().optional().describe('Why unexpected documents were not looked for.'),
  samples: z.object({ missing: z.array(missingSample), unexpected: z.array(unexpectedSample) }),
});

/** See {@link deepAuditReportSchema}. */
export type DeepAuditReport = z.infer<typeof deepAuditReportSchema>;

/** One line of a deep audit's answer. The last line is a report or a failure. */
export const deepAuditLineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), checked: count, total: count, absent: count }),
  deepAuditReportSchema,
  z.object({ type: z.literal('failed'), code: z.string(), detail: z.string() }),
]);

/** See {@link deepAuditLineSchema}. */
export type DeepAuditLine = z.infer<typeof deepAuditLineSchema>;
