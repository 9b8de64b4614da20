import { z } from 'zod';

/** A document as a command reads it: what it prints is checked, the rest is passed on. */
export const foundLogSchema = z.looseObject({
  '@timestamp': z.string(),
  message: z.string(),
  'service.name': z.string(),
  severity: z.number(),
  'log.level': z.string().optional(),
  /** By which `millrace context` finds it; not a part of the document. */
  _id: z.string().optional(),
});

/** A log that was found. */
export type FoundLog = z.infer<typeof foundLogSchema>;

/** Members of every answer about logs that say how far it can be trusted. */
export const coverageMembers = {
  /** Why logs may be missing from this answer. */
  incomplete: z.string().optional(),
  /** How much of what was appended the answer covers; an api of the version before does not tell. */
  completeness: z
    .looseObject({
      complete: z.boolean(),
      reason: z.string().optional(),
      parked: z.array(z.string()).optional(),
    })
    .optional(),
};

/** Answer to `GET /v1/logs`. */
export const searchReplySchema = z.looseObject({
  items: z.array(foundLogSchema),
  /** For each item the pieces of its fields in which something matched, marked by U+E000 and U+E001. */
  highlights: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  total: z.looseObject({ value: z.int().min(0) }),
  /** Takes up where this page ends; null on the last one. */
  cursor: z.string().nullable(),
  /** Where a tail takes over; null or absent when that is not known. */
  tailCursor: z.string().nullable().optional(),
  ...coverageMembers,
});

/** See {@link coverageMembers}. */
export type Coverage = Pick<z.infer<typeof searchReplySchema>, keyof typeof coverageMembers>;

/** Why logs may be missing from an answer, as half a sentence; undefined when none are known to be. */
export function incompletenessOf({ incomplete, completeness }: Coverage): string | undefined {
  const late = completeness?.complete === false ? [completeness.reason ?? 'the api does not say why'] : [];
  const reasons = [...(incomplete === undefined ? [] : [incomplete]), ...late];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}
