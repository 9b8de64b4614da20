import { z } from 'zod';
import type { SearchHit } from '@millrace/elasticsearch';
import { canonicalDocumentSchema } from '@millrace/schemas';

/** A log as answers have it: the document, and the id under which `GET /v1/logs/{id}` shows it. */
export const foundLogSchema = canonicalDocumentSchema.extend({
  _id: z.string().describe('Id of the document, for /v1/logs/{id}; the document itself has no such field.'),
});

/** See {@link foundLogSchema}; as indexed, so not checked again. */
export type FoundLog = Readonly<Record<string, unknown>> & { readonly _id: string };

/** The log of a hit. */
export function foundLog({ id, source }: SearchHit): FoundLog {
  return { _id: id, ...source };
}
