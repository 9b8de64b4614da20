import { z } from 'zod';

/** The clocks of a lane as they are kept with its position, version 1. */
export const storedClocksSchema = z.object({
  laneMs: z.number(),
  /** Of each tenant, up to which event time groups of any source were forgotten. */
  forgotten: z.array(z.tuple([z.string(), z.number()])),
  /** Of each tenant, up to which event time a log may belong to a group that was forgotten early. */
  doubtful: z.array(z.tuple([z.string(), z.number()])),
  /** Tenant, service, its newest stamp, and up to which one groups with its logs were forgotten; silent longest first. */
  sources: z.array(z.tuple([z.string(), z.string(), z.number(), z.number()])),
});
/** See {@link storedClocksSchema}. */
export type StoredClocks = z.infer<typeof storedClocksSchema>;
