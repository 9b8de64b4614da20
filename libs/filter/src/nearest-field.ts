import { FIELD_NAMES } from './field-kind.js';

const LONGEST = 64;

/**
 * The field of the schema, or alias of one, that a name was probably meant to be; undefined when it is one, or is near
 * none. Short names are near nothing: `hosts` is a good name for an attribute.
 */
export function nearestField(name: string): string | undefined {
  if (name.length > LONGEST) return undefined;
  const allowed = name.length >= 10 ? 2 : name.length >= 6 ? 1 : 0;
  let nearest: string | undefined;
  let least = allowed + 1;
  for (const field of FIELD_NAMES) {
    const slips = field === name ? 0 : slipsBetween(name.toLowerCase(), field);
    if (field === name) return undefined;
    if (slips < least) [nearest, least] = [field, slips];
  }
  return nearest;
}

/** Letters that are missing, too many, wrong or the wrong way round (optimal string alignment). */
function slipsBetween(one: string, other: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const differs = one[row - 1] === other[column - 1] ? 0 : 1;
      const turned = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + differs,
          turned ? at(beforeLast, column - 2) + 1 : Infinity,
        ),
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, other.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
