/** Levels the shop logs at. */
export type SampleLevel = 'debug' | 'info' | 'warn' | 'error';

/** Services of the shop. */
export const SAMPLE_SERVICES = [
  'web',
  'search',
  'cart',
  'stock',
  'orders',
  'payments',
  'shipping',
  'mail',
] as const;
/** See {@link SAMPLE_SERVICES}. */
export type SampleService = (typeof SAMPLE_SERVICES)[number];

/** What a log says beside the fields that every log has: attributes and numbers by their dotted names. */
export type SampleDetails = Readonly<Record<string, string | number>>;

/** The `service.environment` of every log of the shop, by which they are told from others. */
export const SAMPLE_ENVIRONMENT = 'sample';

/** A log of the shop. */
export interface SampleLog {
  /** ms since 1970. */
  readonly atMs: number;
  readonly service: SampleService;
  readonly level: SampleLevel;
  /** Absent for what a service says of itself, outside of any request. */
  readonly traceId?: string;
  /** Every field as it is sent, by its dotted name. */
  readonly fields: SampleDetails;
}

/** A log as a line of JSON, without its line feed: what `POST /v1/ndjson` and `logs.raw` take. */
export function sampleLine(log: SampleLog): string {
  return JSON.stringify(log.fields);
}
