import { z } from 'zod';

/** How much of what was appended an answer covers, as clients read it. See docs/explanation/completeness.md. */
export const completenessSchema = z
  .object({
    complete: z
      .boolean()
      .describe('Nothing is known to be missing: upTo is within seconds of asOf, and no index is parked.'),
    asOf: z.iso.datetime().describe('When the search began, by the clock of the api.'),
    upTo: z.iso
      .datetime()
      .nullable()
      .describe(
        'Every log that the pipeline took in (Kafka appended it) before this instant is in what was searched, but for ' +
          'the parked indices. It says nothing of the times the logs themselves bear. null: not known.',
      ),
    reason: z
      .string()
      .optional()
      .describe('Which logs may be missing and why, in words; absent when complete.'),
    parked: z
      .array(z.string())
      .optional()
      .describe('Indices of this search that cannot take logs now: theirs wait in logs.parked.'),
  })
  .describe('How much of what the pipeline took in is in this answer.');

/** See {@link completenessSchema}. */
export type Completeness = Readonly<z.output<typeof completenessSchema>>;

/** The members that every answer to a search for logs carries; spread into the schema of its reply. */
export const completenessMembers = {
  completeness: completenessSchema,
  tailCursor: z
    .string()
    .nullable()
    .describe(
      'Where a tail takes over without a gap: the `from` of a subscription, whatever its filter. It repeats what lies ' +
        'between the watermark and this answer: drop the event.ids you have. null while upTo is not known.',
    ),
};
