import { expect, it } from 'vitest';
import { compilePredicate } from './predicate.js';
import { parseQuery } from './parse-query.js';
import { standardTokens } from './standard-tokens.js';

it('splits the text of a document once, for however many terms of however many filters', () => {
  let splits = 0;
  const tokenise = (text: string) => {
    splits += 1;
    return standardTokens(text);
  };
  const predicates = ['red', '"red fox"', 'fox OR red', 'NOT blue'].map((query) =>
    compilePredicate(parseQuery(query), tokenise),
  );
  splits = 0;
  const document = { message: 'the red fox' };
  expect(predicates.map((predicate) => predicate(document))).toEqual([true, true, true, true]);
  expect(splits).toBe(1);
  predicates[0]?.({ message: 'another red one' });
  expect(splits).toBe(2);
});
