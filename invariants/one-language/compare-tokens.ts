import { standardTokens } from '@millrace/filter';
import type { ProofIndex } from './proof-index.js';

/** A text that is split otherwise than the index splits it. */
export interface TokenDifference {
  readonly text: string;
  readonly tail: readonly string[];
  readonly search: readonly string[];
}

/** How many texts were compared, and the first of those that differ. */
export interface TokenComparison {
  readonly texts: number;
  readonly differences: readonly TokenDifference[];
}

/** Characters of one request, which keep its tokens below the 10,000 that an index analyses at a time. */
const CHARACTERS_A_REQUEST = 8_000;
const MAX_DIFFERENCES = 20;

/** Splits texts with the tail's tokeniser and with the analyzer of `message`, until enough differ. */
export async function compareTokens(index: ProofIndex, texts: Iterable<string>): Promise<TokenComparison> {
  const differences: TokenDifference[] = [];
  let count = 0;
  for (const batch of batches(texts)) {
    const found = await index.tokens(batch);
    batch.forEach((text, at) => {
      const tail = standardTokens(text);
      const search = found[at] ?? [];
      if (tail.join('\n') !== search.join('\n')) differences.push({ text, tail, search });
    });
    count += batch.length;
    if (differences.length >= MAX_DIFFERENCES) break;
  }
  return { texts: count, differences };
}

function* batches(texts: Iterable<string>): Generator<string[]> {
  let batch: string[] = [];
  let length = 0;
  for (const text of texts) {
    // Half of a surrogate pair cannot be sent, and no document holds one.
    batch.push(text.toWellFormed());
    length += text.length;
    if (length < CHARACTERS_A_REQUEST) continue;
    yield batch;
    batch = [];
    length = 0;
  }
  if (batch.length > 0) yield batch;
}
