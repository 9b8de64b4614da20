import type { Instant } from '@millrace/schemas';

/** A moment of a year that the sender did not name (`Dec 10 06:55:46`), in UTC. */
export interface YearlessStamp {
  /** 1–12. */
  readonly month: number;
  /** 1–31. */
  readonly day: number;
  /** ms since midnight; below 0 or beyond a day when the zone moves it over midnight. */
  readonly msOfDay: number;
  /** Beyond the millisecond, 0–999,999. */
  readonly nanos: number;
}

/** The time a log carries: an instant, or a moment that lacks its year. */
export type Stamp =
  ({ readonly kind: 'instant' } & Instant) | ({ readonly kind: 'yearless' } & YearlessStamp);
