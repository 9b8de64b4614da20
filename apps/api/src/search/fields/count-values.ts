/** Distinct values of one field that are counted. */
const MAX_VALUES = 1_000;
/** Characters of a value that is counted; longer ones are no use for completion. */
const MAX_CHARACTERS = 256;
/** Characters of all values of an answer: 8 MB of memory, twice as much beyond Latin. */
const MAX_CHARACTERS_IN_ALL = 8_388_608;
/** What keeping a value costs beside its characters. */
const ENTRY_CHARACTERS = 32;

/** A value and how many documents have it. */
export interface CountedValue {
  readonly value: string;
  readonly count: number;
}

/** Counts the values of one field; memory is bounded whatever comes. */
export interface ValueCounter {
  add(value: unknown): void;
  /** The commonest that begin with `prefix` in any case, commonest first, then by value. */
  top(size: number, prefix?: string): readonly CountedValue[];
  /** Whether values were passed over: too many, or too long. */
  partial(): boolean;
}

/** Makes the counters of one answer, whose values have `maxCharacters` together at most. */
export function createValueCounters(maxCharacters = MAX_CHARACTERS_IN_ALL): () => ValueCounter {
  let left = maxCharacters;
  const takeRoom = (characters: number): boolean => {
    if (characters > left) return false;
    left -= characters;
    return true;
  };
  return () => createValueCounter(takeRoom);
}

function createValueCounter(takeRoom: (characters: number) => boolean): ValueCounter {
  const counts = new Map<string, number>();
  let partial = false;
  const addOne = (value: unknown) => {
    const text = String(value);
    const known = counts.get(text);
    if (known !== undefined) counts.set(text, known + 1);
    else if (text.length > MAX_CHARACTERS || counts.size >= MAX_VALUES) partial = true;
    else if (takeRoom(text.length + ENTRY_CHARACTERS)) counts.set(text, 1);
    else partial = true;
  };
  return {
    add: (value) => (Array.isArray(value) ? new Set<unknown>(value) : [value]).forEach(addOne),
    top: (size, prefix = '') =>
      [...counts]
        .filter(([value]) => value.toLowerCase().startsWith(prefix.toLowerCase()))
        .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
        .slice(0, size)
        .map(([value, count]) => ({ value, count })),
    partial: () => partial,
  };
}
