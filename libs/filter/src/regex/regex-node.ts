/** Code points from `first` to `last`, both included. */
export interface CodeRange {
  readonly first: number;
  readonly last: number;
}

/** A regular expression, always of a whole token or value. */
export type Regex =
  /** One code point of any of the ranges, which are in order, apart from each other, and not none. */
  | { readonly kind: 'class'; readonly ranges: readonly CodeRange[] }
  | { readonly kind: 'sequence'; readonly parts: readonly Regex[] }
  | { readonly kind: 'choice'; readonly options: readonly Regex[] }
  /** `max` undefined: without end. */
  | { readonly kind: 'repeat'; readonly part: Regex; readonly min: number; readonly max?: number };

/** The last code point there is. */
export const LAST_CODE_POINT = 0x10_ff_ff;

/** Any one code point, a line break too. */
export const ANY: Regex = { kind: 'class', ranges: [{ first: 0, last: LAST_CODE_POINT }] };

/** Just this code point. */
export function literal(code: number): Regex {
  return { kind: 'class', ranges: [{ first: code, last: code }] };
}
